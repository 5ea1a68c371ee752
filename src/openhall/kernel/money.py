"""Money as whole minor units with its currency: never a float, never a bare number."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency (ISO 4217 code), the symbol a reader knows it by, and its number of decimals."""

    code: str
    symbol: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents for HKD, fils for KWD) of one currency."""

    minor: int
    currency: Currency

    def __str__(self) -> str:
        return format_money(self)


def parse_amount(value: float | str | Decimal, currency: Currency) -> Money:
    """Read an amount in major units; raise ``ValueError`` when it has more decimals than the currency."""
    try:
        scaled = Decimal(str(value)).scaleb(currency.decimals)
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not an amount of money") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"{value!r} has more than {currency.decimals} decimals")
    return Money(int(scaled), currency)


def format_money(money: Money) -> str:
    """Write an amount for people: symbol, thousands, and decimals only when there are any."""
    unit = 10**money.currency.decimals
    whole, rest = divmod(abs(money.minor), unit)
    fraction = f".{rest:0{money.currency.decimals}d}" if rest else ""
    sign = "-" if money.minor < 0 else ""
    return f"{sign}{money.currency.symbol}{whole:,}{fraction}"
