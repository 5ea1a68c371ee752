"""Word of a sign-in that may not have been theirs, for whoever sends it."""

from dataclasses import dataclass
from datetime import datetime

from openhall.blocks.identity.codes import addresses_of
from openhall.blocks.identity.models import Account, SignIn


@dataclass(frozen=True, slots=True)
class SignInNews:
    """What to tell a person, and where: channels and addresses that are theirs."""

    person: str
    what: str
    adapter: str
    device: str
    at: datetime
    addresses: tuple[tuple[str, str], ...]


def sign_in_news(news: int, *, now: datetime) -> SignInNews | None:
    """Return what to tell of a sign-in; ``None`` when its person is gone."""
    row = SignIn.objects.filter(pk=news).first()
    if row is None:
        return None
    account = Account.objects.filter(person=row.person_id).values_list("pk", flat=True).first()
    addresses = addresses_of(account, now=now, is_own=False) if account else ()
    return SignInNews(str(row.person_id), row.what, row.adapter, row.device, row.at, addresses)
