"""Applying page by page: nothing is lost, nothing is asked twice, and nothing is there before it is answered."""

import re
import sqlite3
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.applicants import Applicant, words_of
from tests.halls import Hall

#: A guest may report it; it asks for a choice, an address, a day, text, a telephone number, perhaps an email address,
#: and files.
NUISANCE = "food-and-environmental-hygiene-department/pest-nuisance-report"
#: It needs an account, holds facts of whoever asks, and ends with a declaration.
RENEWAL = "transport-department/vehicle-licence-renewal"
#: It ends with statements to tick.
MOVING = "digital-policy-office/change-of-address-once"
DRIVER = "chan-wing-sze"


@pytest.fixture
def guest(quiet_hall: Hall) -> Iterator[Applicant]:
    somebody = Applicant(quiet_hall)
    yield somebody
    somebody.close()


@pytest.fixture
def other(quiet_hall: Hall) -> Iterator[Applicant]:
    somebody = Applicant(quiet_hall)
    yield somebody
    somebody.close()


def _rows(quiet_hall: Hall, table: str) -> int:
    with sqlite3.connect(f"file:{quiet_hall.home}/openhall.sqlite3?mode=ro", uri=True) as database:
        count: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
    database.close()
    return count


def _begin(guest: Applicant, slug: str = "en") -> str:
    """Answer the first question; return where the draft is."""
    sent = guest.send(f"/{slug}/apply/{NUISANCE}/new/nuisance/", {"nuisance": "rodents"})
    assert sent.status == 303
    return sent.headers["location"].removesuffix("site/")


def test_looking_leaves_nothing_behind(quiet_hall: Hall, guest: Applicant) -> None:
    before = _rows(quiet_hall, "forms_draft")

    door = guest.look(f"/en/apply/{NUISANCE}/")
    page = guest.look(door.headers["location"])

    assert door.status == 303
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert not guest.cookies
    assert _rows(quiet_hall, "forms_draft") == before


def test_a_wrong_answer_is_told_and_kept_and_begins_nothing(quiet_hall: Hall, guest: Applicant) -> None:
    before = _rows(quiet_hall, "forms_draft")

    refused = guest.send(f"/en/apply/{NUISANCE}/new/nuisance/", {"nuisance": ""})

    assert refused.status == 422
    assert re.search(r"<title>Error: Nuisance", refused.text)
    assert 'href="#nuisance"' in refused.text
    assert _rows(quiet_hall, "forms_draft") == before


def test_back_shows_what_was_answered(guest: Applicant) -> None:
    place = _begin(guest)
    address = {"site-street": "12 <Fuk> Wing Street", "site-district": "sham_shui_po"}
    onward = guest.send(f"{place}site/", address)

    again = guest.look(f"{place}site/")

    assert onward.headers["location"] == f"{place}event-date/"
    assert 'value="12 &lt;Fuk&gt; Wing Street"' in again.text
    assert re.search(r'value="sham_shui_po" selected', again.text)


def test_a_step_back_keeps_what_is_typed_and_changes_no_answer(quiet_hall: Hall, guest: Applicant) -> None:
    place = _begin(guest)
    reference = place.split("/")[-2]
    first, site = guest.look(f"{place}nuisance/"), guest.look(f"{place}site/")
    assert 'name="_do" value="back"' not in first.text, "before the first there is the service"
    assert 'name="_do" value="back"' in site.text

    back = guest.send(f"{place}site/", {"site-street": "Half a", "_do": "back"})
    assert (back.status, back.headers["location"]) == (303, f"{place}nuisance/")
    onward = guest.send(f"{place}nuisance/", {"nuisance": "rodents"})
    assert onward.headers["location"] == f"{place}site/"
    assert 'value="Half a"' in guest.look(f"{place}site/").text

    guest.send(f"{place}site/", {"site-street": "12 Fuk Wing Street", "site-district": "sham_shui_po"})
    before = _dump(quiet_hall, reference)
    again = guest.send(
        f"{place}site/", {"site-street": " 12  Fuk Wing Street", "site-district": "sham_shui_po", "_do": "back"}
    )
    assert again.headers["location"] == f"{place}nuisance/"
    assert _dump(quiet_hall, reference) == before, "nothing else stood there than what was answered"


def test_the_language_changes_and_what_is_typed_stays(guest: Applicant) -> None:
    place = _begin(guest)

    turned = guest.send(
        f"{place}event-date/", {"event-date-day": "31", "event-date-month": "xx", "_language": "zh-hant"}
    )
    turned = guest.send(
        f"{place}event-date/", {"event_date-day": "31", "event_date-month": "xx", "_language": "zh-hant"}
    )
    page = guest.look(turned.headers["location"])

    assert turned.status == 303
    assert turned.headers["location"] == place.replace("/en/", "/zh-hant/") + "event-date/"
    assert page.headers["content-language"] == "zh-Hant"
    assert re.search(r'name="event_date-month"[^>]*value="xx"', page.text)


def test_saved_with_reference_and_code_and_resumed_elsewhere(guest: Applicant, other: Applicant) -> None:
    place = _begin(guest)
    saved = guest.send(f"{place}site/", {"site-street": "Half a", "_do": "save"})
    page = words_of(guest.look(saved.headers["location"]))
    reference = place.split("/")[-2]
    code = re.search(r"\b(?:[2-9A-HJKMNP-TV-Z]{4}-){3}[2-9A-HJKMNP-TV-Z]{4}\b", page)

    assert reference in page
    assert code is not None
    wrong = other.send("/en/track/", {"reference": reference, "secret": code[0].swapcase()[::-1]})
    assert wrong.status == 422
    back = other.send("/en/track/", {"reference": reference.lower().replace("-", " "), "secret": code[0].lower()})
    assert back.headers["location"] == place
    resumed = other.look(other.look(place).headers["location"])
    assert 'value="Half a"' in resumed.text


def test_a_field_that_is_not_on_the_page_is_refused_by_name(quiet_hall: Hall, guest: Applicant) -> None:
    place = _begin(guest)
    reference = place.split("/")[-2]
    before = _dump(quiet_hall, reference)

    refused = guest.send(f"{place}details/", {"details": "Rats.", "fee_waived": "true"})

    assert refused.status == 422
    assert "fee_waived" in words_of(refused)
    assert _dump(quiet_hall, reference) == before


def _dump(quiet_hall: Hall, reference: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(f"file:{quiet_hall.home}/openhall.sqlite3?mode=ro", uri=True)
    rows = database.execute("SELECT * FROM forms_draft WHERE reference = ?", [reference]).fetchall()
    database.close()
    return rows


def _finish(guest: Applicant, place: str) -> str:
    """Answer the rest of the report; return where its answers are checked."""
    onward = ""
    for page, fields in {
        "site": {"site-street": "12 Fuk Wing Street", "site-district": "sham_shui_po"},
        "event-date": {"event_date-day": "2", "event_date-month": "Nov", "event_date-year": "26"},
        "details": {"details": "Rats behind the bins.\nEvery night."},
        "name-en": {"name_en": "Wong"},
        "phone": {"phone": "+852 9123 4567"},
        "email": {"email": ""},
        "photos": {},
    }.items():
        sent = guest.send(f"{place}{page}/", fields)
        assert sent.status == 303, words_of(sent)[:400]
        onward = sent.headers["location"]
    return onward


def test_check_change_and_come_back(guest: Applicant) -> None:
    place = _begin(guest)
    early = guest.look(f"{place}check/")
    check = _finish(guest, place)
    shown = words_of(guest.look(check))

    changed = guest.send(f"{place}phone/", {"phone": "23456789"})

    assert early.headers["location"] == f"{place}site/"
    assert check == f"{place}check/"
    assert "Monday, 2 November 2026" in shown
    assert "Rats behind the bins." in shown
    assert changed.headers["location"] == check
    assert "23456789" in words_of(guest.look(check))


def test_submitted_twice_there_is_one_case_and_back_is_harmless(quiet_hall: Hall, guest: Applicant) -> None:
    place = _begin(guest)
    check = _finish(guest, place)
    before = _rows(quiet_hall, "cases_case")

    first, second = guest.send(check, {}), guest.send(check, {})

    assert first.headers["location"] == second.headers["location"] == f"{place}done/"
    assert _rows(quiet_hall, "cases_case") == before + 1
    for old in (place, f"{place}phone/", check):
        assert guest.look(old).headers["location"] == f"{place}done/"
    done = words_of(guest.look(f"{place}done/"))
    assert words_of(guest.look(f"{place}done/")) == done
    assert place.split("/")[-2] in done


def test_nobody_else_sees_a_draft_or_a_case(guest: Applicant, other: Applicant) -> None:
    place = _begin(guest)
    nowhere = place.replace(place.split("/")[-2], "22222-22223")
    strange, unknown = other.look(f"{place}site/"), other.look(f"{nowhere}site/")

    assert strange.status == unknown.status == 404
    assert words_of(strange) == words_of(unknown)


def test_signed_out_in_the_middle_nothing_typed_is_lost(guest: Applicant) -> None:
    guest.sign_in(DRIVER)
    first = guest.look(f"/en/apply/{RENEWAL}/").headers["location"]
    begun = guest.send(first, {"owner": "person"} if "owner" in first else {})
    if begun.status == 422:
        options = re.findall(r'type="radio"[^>]*value="([^"]+)"', begun.text)
        begun = guest.send(first, {"owner": options[0]})
    place = begun.headers["location"]
    page = guest.look(place)
    name, value = re.findall(r'type="radio"[^>]*name="([^"]+)" value="([^"]+)"|$', page.text)[0]
    session = guest.cookies.pop("openhall_session")

    told = guest.send(place, {name: value})
    guest.cookies["openhall_session"] = session
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', told.text))
    sent = guest.send(place, hidden)

    assert told.status == 401
    assert hidden == {name: value}
    assert sent.status == 303


def test_a_service_that_needs_an_account_leads_back_to_exactly_here(guest: Applicant) -> None:
    page = guest.look(f"/en/apply/{RENEWAL}/")
    way = re.search(r'href="(/en/sign-in/\?next=[^"]+)"', page.text)

    assert page.status == 200
    assert way is not None
    assert parse_qs(urlsplit(way[1]).query)["next"] == [f"/en/apply/{RENEWAL}/"]
    back = guest.send("/en/sign-in/", {"person": DRIVER, "next": f"/en/apply/{RENEWAL}/"})
    assert back.headers["location"] == f"/en/apply/{RENEWAL}/"


def test_practice_stores_nothing(quiet_hall: Hall, guest: Applicant) -> None:
    tables = ("forms_draft", "cases_case", "documents_file", "journal_record", "journal_datakey")
    before = [_rows(quiet_hall, table) for table in tables]
    place, page = f"/en/apply/{RENEWAL}/practice/", guest.look(f"/en/apply/{RENEWAL}/practice/")
    for _ in range(60):
        assert "Practice" in words_of(page)
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        fields |= _as_shown(page.text)
        page = guest.send(place, fields)
        assert page.status == 200, words_of(page)[:300]
        if "nothing was sent" in words_of(page).lower():
            break
    else:
        pytest.fail("practice does not end")

    # Fewer is well: the worker may have cleared away what earlier tests let expire.
    assert all(_rows(quiet_hall, table) <= rows for table, rows in zip(tables, before, strict=True))
    assert not guest.cookies


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_back_in_practice_leads_to_the_question_before_and_keeps_what_is_typed(guest: Applicant) -> None:
    place = f"/en/apply/{NUISANCE}/practice/"
    first = guest.look(place)
    site = guest.send(place, {**_hidden(first.text), "nuisance": "rodents"})
    assert 'name="_do" value="back"' not in first.text, "before the first there is the service"
    assert 'name="_do" value="back"' in site.text

    back = guest.send(place, {**_hidden(site.text), "site-street": "Half a <b>", "_do": "back"})
    assert re.search(r'value="rodents"[^>]* checked', back.text)
    there = guest.send(place, {**_hidden(back.text), "nuisance": "mosquitoes"})
    assert 'value="Half a &lt;b&gt;"' in there.text
    again = guest.send(place, {**_hidden(there.text), **_as_shown(there.text), "_do": "back"})
    assert re.search(r'value="mosquitoes"[^>]* checked', again.text)


def test_back_from_the_check_of_practice_keeps_answers_and_ticks(guest: Applicant) -> None:
    place = f"/en/apply/{MOVING}/practice/"
    page = guest.look(place)
    for _ in range(40):
        if _hidden(page.text)["_page"] == "check":
            break
        page = guest.send(place, {**_hidden(page.text), **_as_shown(page.text)})
    ticks = _as_shown(page.text)
    answers = re.findall(r"<dd[^>]*>.*?</dd>", page.text, re.DOTALL)

    last = guest.send(place, {**_hidden(page.text), **ticks, "_do": "back"})
    check = guest.send(place, {**_hidden(last.text), **_as_shown(last.text)})

    assert ticks
    assert _hidden(last.text)["_page"] not in {"", "check"}
    assert _hidden(check.text)["_page"] == "check"
    assert re.findall(r"<dd[^>]*>.*?</dd>", check.text, re.DOTALL) == answers
    assert re.findall(r'type="checkbox"[^>]*name="([^"]+)" value="true" checked', check.text) == list(ticks)


def test_a_rule_that_stops_practice_leads_back_to_the_answer(guest: Applicant) -> None:
    place = f"/en/apply/{RENEWAL}/practice/"
    stopped = guest.send(place, {**_hidden(guest.look(place).text), "owner": "not_owner"})
    assert "You cannot use this service" in words_of(stopped)

    back = guest.send(place, _hidden(stopped.text))

    assert re.search(r'value="not_owner"[^>]* checked', back.text)


def _as_shown(page: str) -> dict[str, str]:
    """Return what a browser would send of the fields as they stand."""
    main = page[page.index("<main") : page.index("</main>")]
    fields = dict(re.findall(r'<input class="input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', main))
    fields |= dict(re.findall(r'type="(?:radio|checkbox)"[^>]*name="([^"]+)" value="([^"]+)" checked', main))
    fields |= dict.fromkeys(re.findall(r'type="checkbox"[^>]*name="([^"]+)" value="true"', main), "true")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'value="([^"]+)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    fields |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', main, re.DOTALL))
    return {name: value for name, value in fields.items() if name != "q"}


def test_the_short_way_to_a_page_and_the_framework_s_say_the_same(guest: Applicant) -> None:
    place = _begin(guest)
    short, whole = guest.look(f"{place}site/"), guest.look(f"{place}site/?framework")

    assert short.body == whole.body
    assert short.status == whole.status == 200
    differing = {"date", "vary"}
    assert {k: v for k, v in short.headers.items() if k not in differing} == {
        k: v for k, v in whole.headers.items() if k not in differing
    }


@pytest.mark.parametrize(
    ("page", "fields", "status"),
    [
        ("site", {"site-street": "12 Fuk Wing Street", "site-district": "sham_shui_po"}, 303),
        ("site", {"site-street": "12", "site-district": "sham_shui_po", "_do": "save"}, 303),
        ("site", {"site-street": ""}, 422),
        ("site", {"site-street": "1", "fee_waived": "true"}, 422),
        ("no-such-page", {}, 404),
    ],
)
def test_both_ways_take_the_same(guest: Applicant, page: str, fields: dict[str, str], status: int) -> None:
    place = _begin(guest)
    short, whole = guest.send(f"{place}{page}/", fields), guest.send(f"{place}{page}/?framework", fields)

    assert short.status == whole.status == status
    assert short.body == whole.body
    differing = {"date", "vary"}
    assert {k: v for k, v in short.headers.items() if k not in differing} == {
        k: v for k, v in whole.headers.items() if k not in differing
    }


@pytest.mark.parametrize(
    "told",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Referer": "https://e.example/"}],
)
def test_no_way_takes_what_another_website_sends(quiet_hall: Hall, guest: Applicant, told: dict[str, str]) -> None:
    place = _begin(guest)
    before = _dump(quiet_hall, place.split("/")[-2])
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html", **told}

    for address in (f"{place}site/", f"{place}site/?framework"):
        assert guest.ask("POST", address, b"site-street=1&site-district=sham_shui_po", form).status == 403

    assert _dump(quiet_hall, place.split("/")[-2]) == before
