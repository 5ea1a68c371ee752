"""Countries and places: ISO 3166 codes, known by their names in every language of the hall."""

from functools import cache
from typing import Any

from babel import Locale

from openhall.blocks.forms.faults import Slip
from openhall.blocks.forms.kinds.kind import NONE, Kind, Posted, Sampling, Scope, Slips, first, wrong_type
from openhall.kernel.languages import ALL, Language
from openhall.kernel.texts import matching_form

#: Codes that the data of Unicode has beside those of ISO 3166-1: unions, outlying groups and tests.
_NOT_ISO = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
_CODE_LENGTH = 2
_LONGEST = 100


@cache
def country_names(language: Language) -> dict[str, str]:
    """Return the name of each country or place in ``language``, by its ISO 3166-1 alpha-2 code."""
    territories = Locale.parse(language.locale).territories
    return {
        code: name
        for code, name in sorted(territories.items())
        if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NOT_ISO
    }


@cache
def country_codes() -> frozenset[str]:
    """Return every code that is accepted."""
    return frozenset(country_names(ALL[0]))


@cache
def _by_name() -> dict[str, str]:
    return {matching_form(name): code for language in ALL for code, name in country_names(language).items()}


def code_of(typed: str) -> str | None:
    """Return the code of a country by its code, its name, or a part of the name that no other has."""
    if typed.upper() in country_codes():
        return typed.upper()
    wanted = matching_form(typed)
    exact = _by_name().get(wanted)
    if exact is not None or not wanted:
        return exact
    holding = {code for name, code in _by_name().items() if wanted in name}
    return holding.pop() if len(holding) == 1 else None


class Country(Kind):
    """A country or place."""

    base = "country"

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read a code or a name."""
        del scope
        typed = first(posted, name)[:_LONGEST].strip()
        if not typed:
            return None, NONE
        found = code_of(typed)
        return (typed, (Slip("not-a-country"),)) if found is None else (found, NONE)

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check that it is a code."""
        del scope
        if not isinstance(value, str):
            return wrong_type("string")
        return NONE if value in country_codes() else (Slip("not-a-country"),)

    def schema(self) -> dict[str, Any]:
        """Describe the codes."""
        return {"enum": sorted(country_codes())}

    def example(self, sampling: Sampling) -> str:
        """Return the example of question or type, or else the first code of all."""
        del sampling
        return self.sample or min(country_codes())
