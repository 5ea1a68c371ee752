"""Every letter in every language: nothing personal on top, one link, and the code only where it belongs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import (
    ASKED_MAIL,
    DECIDED_MAIL,
    SECRET_MAIL,
    SUBMITTED_MAIL,
    TAKEN_BACK_MAIL,
    WRITTEN_MAIL,
    MailFacts,
    Template,
    secret_of_case,
)
from openhall.blocks.cases.tests.applying import STALL, service, town
from openhall.channels.mail.letters import letter_lines, written, written_short
from openhall.channels.mail.templates import LETTERS
from openhall.channels.mail.visits import About
from openhall.kernel.languages import ALL, ENGLISH, Language

REFERENCE = "22222-22223"
PAGES: dict[str, str] = {
    SUBMITTED_MAIL: "",
    SECRET_MAIL: "",
    ASKED_MAIL: f"{REFERENCE}/answer/",
    TAKEN_BACK_MAIL: f"{REFERENCE}/",
    WRITTEN_MAIL: f"{REFERENCE}/messages/",
    DECIDED_MAIL: f"{REFERENCE}/",
    **{each.value: f"{REFERENCE}/" for each in Template},
    Template.PAID_TOGETHER: "",
    # Number and code are entered there: the page of the case would not open.
    Template.CLAIMED: "",
    Template.LET_GO: "",
    Template.FACT_DIFFERS: f"{REFERENCE}/messages/",
}
#: Letters that tell of a moment, if there is one.
TIMED = {
    SECRET_MAIL,
    Template.PAYMENT_ASKED,
    Template.RENEWAL_REMINDER,
    Template.SUBMITTED_FOR_YOU,
    Template.CLAIMED,
    *(name for name in PAGES if name.startswith("appointment-")),
}
AT = datetime(2027, 1, 5, 10, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def letter(
    template: str, language: Language, person: str = "", asked: date | None = date(2026, 12, 11)
) -> tuple[str, str]:
    facts = MailFacts(REFERENCE, STALL, 1, 1, language.code, person, {"full_name": "Noor"}, asked)
    return written(town(), service(), facts, language, template)


@pytest.mark.parametrize("language", ALL, ids=lambda each: each.code)
@pytest.mark.parametrize("template", PAGES)
def test_a_letter_tells_where_to_go_and_nothing_of_the_person(
    settings: Settings, template: str, language: Language
) -> None:
    settings.OPENHALL_URL = "https://hall.example"
    for person in ("", "noor-al-bahar"):
        subject, body = letter(template, language, person)
        assert REFERENCE in subject
        assert "Noor" not in subject + body
        assert "stall" not in subject.lower()
        assert body.count("https://") == 1
        place = "me/" if template == Template.PAID_TOGETHER else f"track/{PAGES[template]}"
        assert f"https://hall.example/{language.slug}/{place}\n" in body
        is_told = not person and template in {SUBMITTED_MAIL, SECRET_MAIL}
        assert (secret_of_case(REFERENCE) in body) == is_told
        assert ("2026" in body) == (template in {ASKED_MAIL, TAKEN_BACK_MAIL})
        assert "%(" not in subject + body


@pytest.mark.parametrize("template", PAGES)
def test_each_language_has_its_own_words(template: str) -> None:
    assert len({letter(template, language)[0] for language in ALL}) == len(ALL)


def test_a_question_that_was_taken_back_says_whether_anything_is_still_needed() -> None:
    others, none = letter(TAKEN_BACK_MAIL, ENGLISH), letter(TAKEN_BACK_MAIL, ENGLISH, asked=None)

    assert others[0] == none[0] == f"You need not answer any more: {REFERENCE}"
    assert "Please answer that by Friday, 11 December 2026." in others[1]
    assert "Nothing is needed from you now." in none[1]
    assert "Nothing is needed" not in others[1]


def test_every_letter_is_tried_here() -> None:
    assert LETTERS.keys() == PAGES.keys()


@pytest.mark.parametrize("language", ALL, ids=lambda each: each.code)
@pytest.mark.parametrize("template", PAGES)
def test_in_an_inbox_and_on_a_telephone_it_says_the_same_in_fewer_words(
    settings: Settings, template: str, language: Language
) -> None:
    settings.OPENHALL_URL = "https://hall.example"
    given = (town(), service())
    for person in ("", "noor-al-bahar"):
        facts = MailFacts(REFERENCE, STALL, 1, 1, language.code, person, {"full_name": "Noor"})
        short = written_short(*given, facts, language, template, About(AT))
        subject, body = letter_lines(*given, facts, language, template, About(AT))
        # With a moment, somebody keeps it in their account, and its code takes it out until then.
        is_told = template == SECRET_MAIL or (not person and template == SUBMITTED_MAIL)
        assert (secret_of_case(REFERENCE) in short) == is_told
        assert short.startswith(subject)
        assert short.count("https://") == 1
        assert ("2027" in short, "2027" in body) == (template in TIMED, template in TIMED)
        assert "http" not in body
        assert secret_of_case(REFERENCE) not in body
        assert "Noor" not in short + subject + body
        assert "%(" not in short + subject + body


def test_a_moment_at_midnight_is_a_day() -> None:
    facts = MailFacts(REFERENCE, STALL, 1, 1, "en", "", {})
    zone = ZoneInfo(town().jurisdiction.time_zone)
    day, hour = datetime(2027, 1, 5, tzinfo=zone), datetime(2027, 1, 5, 10, 30, tzinfo=zone)
    said = [
        letter_lines(town(), service(), facts, ENGLISH, Template.PAYMENT_ASKED, About(each))[1] for each in (day, hour)
    ]
    assert said[0].endswith("Please pay by: Tuesday, 5 January 2027")
    assert "To be paid" not in said[0]
    assert "10:30" in said[1]


def test_a_fee_that_is_due_is_told_with_its_amount() -> None:
    facts = MailFacts(REFERENCE, STALL, 1, 1, "en", "", {}, fee=18_250)
    given = (town(), service(), facts, ENGLISH)
    for told in (written(*given, Template.PAYMENT_ASKED)[1], letter_lines(*given, Template.PAYMENT_ASKED)[1]):
        assert "To be paid: KD18.250" in told
    assert "KD18.250" in written_short(*given, Template.PAYMENT_ASKED)
    assert "KD18.250" not in written(*given, Template.PAYMENT_ASKED)[0]
    assert "KD18.250" not in written(*given, Template.PAPER_ISSUED)[1]
