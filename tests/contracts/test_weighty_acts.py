"""What weighs much an officer does only after they have shown lately that it is them; nothing typed is lost by it."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session as Ceremony
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity import passkeys
from openhall.blocks.identity.facade import begin_session, keep_account
from openhall.blocks.identity.models import Session, Tally, Token
from openhall.blocks.payments.models import Voucher
from openhall.kernel.visits import SESSION_COOKIE
from tests.authenticators import shown
from tests.desks import CLERK, MASTER, Browser, apply_for_mooring, task_at, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of a test
PLACE, WORK = "/desk/money/vouchers/", "/desk/work.csv?tab=office"
WHY = 'The pier was "shut" for a week.\nSee <the note> & the list.'
OLD = timedelta(minutes=16)
TITLE = "Show once more that it is you"


class Officer(Browser):
    """An officer who signed in with two ways of their own, some time ago."""

    sent: Mapping[str, Any]

    def __init__(self, person: str, ago: timedelta, language: str = "en") -> None:
        super().__init__(person, language)
        now = datetime.now(UTC)
        account = keep_account(person, now)
        if passkeys.authenticator_level(account.pk) is None:
            totp.TOTP.activate(account, SECRET)
        self._client.cookies[SESSION_COOKIE] = begin_session(
            person=person, adapter="two-factors", device="Linux", now=now
        )
        Session.objects.filter(adapter="two-factors", person=person).update(begun_at=now - ago)

    @property
    def cookies(self) -> Any:  # noqa: ANN401 - the test client's own
        """Return what the browser keeps."""
        return self._client.cookies

    def follow(self, answer: Any) -> Any:  # noqa: ANN401 - the test client's own kind of response
        """Go where a 307 leads as a browser does: with the same form, from the same page."""
        assert answer.status_code == 307, answer.content.decode()[:300]
        return self.send(answer["Location"], **self.sent)

    def send(self, path: str, **fields: Any) -> Any:  # noqa: ANN401 - as above
        """Send a form, and remember what was in it."""
        self.sent = fields
        return super().send(path, **fields)

    def prove(self, page: Any, code: str, **more: str) -> Any:  # noqa: ANN401 - as above
        """Fill in the page that asks for a proof."""
        text = page.content.decode()
        form = re.search(r'<form class="form-page" id="questions" action="([^"]+)".*?</form>', text, re.DOTALL)
        assert form, words_of(page)
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[0])
        fields = {html.unescape(name): html.unescape(value) for name, value in hidden}
        return self.send(html.unescape(form[1]), **fields, **more, _proof=code)

    def give(self) -> Any:  # noqa: ANN401 - as above
        """Give a voucher out."""
        until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        return self.send(PLACE, most="12.50", valid_until=until, reason=WHY, _once="once")


def test_a_voucher_is_given_out_after_one_more_proof_and_nothing_that_was_typed_is_lost() -> None:
    master = Officer(MASTER, OLD)

    asked = master.follow(master.give())
    assert (asked.status_code, Voucher.objects.count()) == (403, 0)
    assert TITLE in words_of(asked)
    for wrong in ("", "000000"):
        Tally.objects.all().delete()
        asked = master.prove(asked, wrong)
        assert (asked.status_code, Voucher.objects.count()) == (422, 0)
    # In another language it is the same page, and carries the same.
    asked = master.prove(asked, "", _language="zh-hans")
    assert (asked.status_code, "请再次证明是您本人" in asked.content.decode()) == (403, True)
    assert not any("pier" in str(row.get_decoded()) for row in Ceremony.objects.all()), "it is kept nowhere meanwhile"
    led = master.prove(asked, shown(SECRET))
    assert led["Location"] == PLACE
    done = master.follow(led)

    assert (done.status_code, Voucher.objects.count()) == (200, 1), words_of(done)
    for line in WHY.split("\n"):
        assert html.escape(line) in done.content.decode().replace("&#34;", "&quot;")
    # For a quarter of an hour nothing is asked again; in the list of sessions it is the same device.
    again = master.send(PLACE, most="9", valid_until="2020-01-01", reason="x", _once="twice")
    assert again.status_code == 422
    (session,) = Session.objects.filter(person=MASTER, adapter="two-factors")
    assert (session.level, session.device) == (3, "Linux")


def test_whoever_signed_in_just_now_and_people_of_a_demonstration_are_not_asked() -> None:
    assert Officer(MASTER, timedelta(minutes=14)).give().status_code == 200
    demo = Browser(MASTER)
    Session.objects.filter(adapter="demo").update(begun_at=datetime.now(UTC) - timedelta(hours=5))
    assert demo.send(PLACE, most="9", valid_until="2020-01-01", reason="x", _once="2").status_code == 422


def test_guesses_are_counted_and_a_thief_at_an_open_screen_gives_nothing_out(settings: Settings) -> None:
    settings.OPENHALL_LIMITS = "always"
    thief = Officer(MASTER, OLD)
    asked = thief.follow(thief.give())
    answers = [thief.send(asked.wsgi_request.get_full_path(), _carries="1", _proof=f"00000{n}") for n in range(6)]
    assert [each.status_code for each in answers] == [*[422] * 5, 429]
    # A code of another account, or an answer of no device, is none.
    Tally.objects.all().delete()
    refused = thief.send(asked.wsgi_request.get_full_path(), _carries="1", credential="{}")
    assert (refused.status_code, Voucher.objects.count()) == (422, 0)
    assert thief.give().status_code == 307


def test_what_only_shows_is_asked_for_too_and_comes_as_it_was_wanted() -> None:
    clerk = Officer(CLERK, OLD)
    led = clerk.look(WORK)
    assert led.status_code == 307

    asked = clerk.look(led["Location"])
    assert (asked.status_code, TITLE in words_of(asked)) == (403, True)
    back = clerk.prove(asked, shown(SECRET))

    assert (back.status_code, back["Location"]) == (303, WORK)
    assert clerk.look(back["Location"])["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("place", ["/en/me/", "//evil.example/desk/", "/desk/../en/sign-out/", ""])
def test_the_page_leads_to_the_desk_and_nowhere_else(place: str) -> None:
    master = Officer(MASTER, OLD)
    led = master.send(f"/en/sign-in/again/?next={place}", _carries="1", _proof=shown(SECRET), reason=WHY)
    assert (led.status_code, led["Location"]) == (303, "/desk/")


def test_a_decision_asks_only_where_it_grants_another_sum_and_comes_back_with_what_was_typed() -> None:
    """An officer decides a hundred a day: what is asked for stays with what weighs."""
    clerk, reference = Officer(CLERK, OLD), apply_for_mooring()
    more = {"decision": "approve", "award_amount": "5,000", "award_reason": "x", "note": "Half of <the pier>"}

    asked = clerk.follow(clerk.act(reference, "decide", **more))
    assert (asked.status_code, task_at(reference).node) == (403, task_at(reference).node)
    back = clerk.follow(clerk.prove(asked, shown(SECRET)))
    assert back.status_code == 422, "nothing else can be granted here, and the boxes say so"
    assert html.escape(more["note"]) in back.content.decode()

    Session.objects.update(begun_at=datetime.now(UTC) - OLD)
    before = task_at(reference).id
    assert clerk.act(reference, "decide", decision="approve").status_code == 303
    assert task_at(reference).id != before


def test_a_program_with_an_old_session_is_refused_and_a_token_of_a_demonstration_is_not() -> None:
    clerk, task = Officer(CLERK, OLD), task_at(apply_for_mooring())
    place = f"/api/v1/tasks/{task.id}/complete"
    body = {"decision": "approve", "fields": {"award": {"amount": "5", "reason": "x"}}}
    here = {"Sec-Fetch-Site": "same-origin"}
    client = Client(headers=here)
    client.cookies = clerk.cookies

    refused = client.post(place, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "proof-needed")
    Session.objects.update(begun_at=datetime.now(UTC))
    assert client.post(place, body, content_type="application/json").status_code == 422
    token = client.post("/api/v1/demo/token", {"person": CLERK}, content_type="application/json").json()["token"]
    Token.objects.update(begun_at=datetime.now(UTC) - timedelta(hours=5))
    own = {"Authorization": f"Bearer {token}"}
    assert Client(headers=own).post(place, body, content_type="application/json").status_code == 422
    Token.objects.update(adapter="two-factors")
    assert Client(headers=own).post(place, body, content_type="application/json").json()["code"] == "proof-needed"


def test_pages_are_looked_at_without_any_proof() -> None:
    for place in ("/desk/", PLACE, "/desk/people/", "/desk/counts.csv"):
        assert Officer(MASTER, OLD).look(place).status_code == 200, place
