"""A code for a system is worth something for a minute, and then to nobody."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from openhall.blocks.federation.actions import CODE_LASTS, add_client, exchange_code, give_consent, issue_code
from openhall.blocks.federation.definitions import AnswerRefused, Asked, ClientFacts

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
_BACK = "https://system.example/back"
_VERIFIER = "a" * 64


@pytest.mark.django_db
def test_a_code_is_worth_something_for_a_minute_and_no_longer() -> None:
    client, secret = add_client(
        authority="harbour-office",
        name={"en": "Berths"},
        redirects=[_BACK],
        services=[],
        is_told_name=False,
        actor="operator",
        now=NOW,
    )
    challenge = urlsafe_b64encode(sha256(_VERIFIER.encode()).digest()).rstrip(b"=").decode()
    facts = ClientFacts(client, "harbour-office", {"en": "Berths"}, (_BACK,), ("openid",))
    asked = Asked(facts, _BACK, ("openid",), "s", "n", challenge, 0, None, frozenset())
    give_consent(person="noor", asked=asked, now=NOW)

    def changed_after(time: timedelta) -> dict[str, object]:
        code = issue_code(person="noor", level=1, signed_in_at=NOW, asked=asked, now=NOW)
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": _BACK, "code_verifier": _VERIFIER}
        return exchange_code(client=client, secret=secret, given=given, now=NOW + time)

    assert changed_after(CODE_LASTS - timedelta(seconds=1))["access_token"]
    for late in (CODE_LASTS, timedelta(hours=1)):
        with pytest.raises(AnswerRefused) as refused:
            changed_after(late)
        assert refused.value.error == "invalid_grant"
