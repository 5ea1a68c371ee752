"""Every page of applying and following, drawn with sample data: sound HTML, short sentences, one script, light."""

import gzip
import re
from collections import Counter
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from openhall.blocks.identity.facade import SignInRefused
from openhall.channels.portal.rendering import TEMPLATES
from openhall.channels.portal.samples import (
    appointments,
    cases,
    following,
    forms,
    letters,
    mandates,
    mine,
    papers,
    payments,
)
from openhall.channels.portal.samples.saying import Say
from openhall.channels.portal.signing.words import refused_words
from openhall.kernel.languages import ALL, Language
from openhall.ui.following_views import OwnLine
from openhall.ui.me_views import BillLine, BillsView
from openhall.ui.openid_views import ConsentView
from openhall.ui.templating import PACKAGE
from openhall.ui.verify_views import Verdict
from tests.browser import checker
from tests.browser.desks import ASSETS, drawn, say_in
from tests.browser.documents import Document
from tests.browser.reading import is_foreign, is_long, sentences

Pages = dict[str, str]
MOST_BYTES = 100_000
_CASES = (
    following.in_hand,
    following.yours,
    following.answered,
    following.late,
    following.refused,
    following.reviewed,
    following.withdrawn,
)
_OWN = (OwnLine(action="/ui/"), OwnLine(sign_in_href="/en/sign-in/"), OwnLine(until="27 November 2026, 10:15"))
_OVER = {"minutes": 1, "action": "/ui/", "again": "", "fields": (), "has_files": False, "is_guest": False, "back": ""}
_LONG_NAME = 60
#: A hall draws these among somebody's own pages, in `test_own_pages.py`.
ASKED_OF_A_HALL = {
    "apply/for_whom",
    "apply/signed_out",
    "me/me",
    "me/mandates",
    "me/firms",
    "me/fetches",
    "me/looked",
    "me/privacy",
    "openid/allowed",
    "signing/address",
    "signing/authenticator",
    "signing/counter",
    "signing/invited",
    "signing/keeping",
    "signing/new_password",
    "signing/password",
    "signing/printed",
    "signing/send",
    "signing/sheet",
}
#: Pieces of pages.
PIECES = {"signing/parts"}


def _with_plain_names(view: BillsView) -> BillsView:
    """Return bills without the one whose name is as long as names get: it is no sentence."""

    def plain(lines: tuple[BillLine, ...]) -> tuple[BillLine, ...]:
        return tuple(line for line in lines if len(line.service) < _LONG_NAME)

    view = replace(view, lines=plain(view.lines), paid=plain(view.paid), failed=plain(view.failed))
    return replace(view, changed=plain(view.changed), waiting=plain(view.waiting), back=plain(view.back))


def _views(language: Language) -> dict[str, list[object]]:
    """Return what each template is drawn with."""
    say = say_in(language)
    questions = (forms.text_page, forms.number_page, forms.children_page, forms.file_page, forms.practice_page)
    return {
        "apply/question": [make(say, "a") for make in questions],
        "apply/check": [cases.check(say, "a"), cases.check(say, "a", is_practice=True)],
        "apply/stopped": [cases.stopped(say)],
        "apply/saved": [cases.saved(say)],
        "apply/changed": [cases.changed(say)],
        "apply/begun": [cases.begun(say)],
        "apply/sign_in_first": [
            cases.sign_in(say),
            replace(cases.sign_in(say), is_more=True),
            replace(cases.sign_in(say), is_midway=True),
        ],
        "apply/practice_done": [cases.practice_done(say)],
        "apply/done": [cases.done(say)],
        "apply/gone": list(cases.gone(say)),
        "apply/refused": [cases.refused(say)],
        "track/track": [cases.track(say)],
        **_without_account(say),
        "track/case": [
            *(make(say) for make in _CASES),
            *(replace(following.in_hand(say), own=own) for own in _OWN),
            *(
                replace(following.in_hand(say), appointment=make(say))
                for make in (appointments.kept, appointments.too_near, appointments.given_up, appointments.meeting)
            ),
        ],
        "track/answer": [following.answer(say, "a")],
        "track/messages": [following.messages(say), following.no_messages(say, "")],
        "track/withdraw": [following.withdraw(say)],
        "track/undo": [mandates.undo(say)],
        "track/undo_late": [mandates.undo_late(say)],
        "me/offer": [mandates.offer(say)],
        "me/agreement": [mandates.agreement(say)],
        "me/firm": [mandates.firm(say), mandates.firm(say, is_refused=True)],
        "track/appointment": [
            make(say) for make in (appointments.choosing, appointments.full_week, appointments.not_free_any_more)
        ],
        "track/appointment_cancel": [appointments.giving_up(say)],
        "track/objection": [following.objection(say)],
        "inbox/letters": [letters.inbox(say), letters.no_letters()],
        "inbox/letter": [letters.letter(say), letters.deleted_letter(say)],
        "inbox/preferences": [letters.telling(say, "")],
        "inbox/mailbox": [letters.mailbox(say), letters.no_mail()],
        "track/draw": [appointments.own_draws(say), appointments.no_draws(say)],
        "track/papers": [papers.papers(say), papers.no_papers(say)],
        "track/paper_again": [papers.again(say)],
        "track/wallet": [papers.wallet(say), papers.wallet(say, is_offered=True), papers.no_wallet()],
        "pay/pay": [payments.pay(say), payments.pay(say, is_away=True), payments.pay(say, is_shut=True)],
        "pay/paying": [payments.paying(say, is_code=False)],
        "pay/receipt": [payments.paid(say)],
        **_bills(say),
        **_steps_of_signing_in(language),
        "verify/verify": [cases.verify()],
        "verify/verdict": [cases.verdict(say, verdict) for verdict in get_args(Verdict)],
        "track/receipt": [cases.receipt(say), cases.receipt(say, is_complete=False)],
    }


def _bills(say: Say) -> dict[str, list[object]]:
    """Return what whoever pays several bills is shown."""
    return {
        "me/bills": [
            _with_plain_names(mine.bills_to_pay(say, "")),
            _with_plain_names(mine.bills_changed(say, "")),
            _with_plain_names(mine.bills_paid(say)),
        ],
        "me/bills_code": [
            {
                "view": replace(mine.bills_to_pay(say, ""), lines=(), waiting=mine.bills_paid(say).paid[:1]),
                "paying": replace(payments.paying(say, is_code=True), service=None),
                "code": payments.code(),
            }
        ],
    }


def _without_account(say: Say) -> dict[str, list[object]]:
    """Return what whoever has a number and a code, or lost it, is shown."""
    return {
        "track/lost": [cases.lost(say), cases.lost(say, is_sent=True)],
        "track/taken": [cases.taken(say)],
    }


def _steps_of_signing_in(language: Language) -> dict[str, list[object]]:
    """Return the steps that are reached only amid signing in, each with what went wrong in it as well."""
    wrong = (("code", refused_words(SignInRefused("code-wrong"), language)),)
    late = (("_proof", refused_words(SignInRefused("code-late"), language)),)
    down = (("again", refused_words(SignInRefused("provider-down"), language)),)
    device = (("passkey", refused_words(SignInRefused("passkey-wrong"), language)),)
    name = {"en": "Town pass", "zh-Hant": "市民通行證", "zh-Hans": "市民通行证"}[language.code]
    consent = ConsentView(
        system=name,
        office=name,
        is_told_name=False,
        services=(name,),
        person=name,
        action="/openid/authorize?x=1",
        host="system.example",
    )
    return {
        "signing/code": [{}, {"errors": wrong}],
        "signing/together": [{"matters": 2, "drafts": 1}, {"matters": 0, "drafts": 1, "ways": ("authenticator",)}],
        "signing/same": _asks_whether_both_are_one(wrong),
        "signing/second": [
            {"ways": ("authenticator",)},
            {"ways": ("authenticator", "sheet", "passkey"), "errors": wrong},
            {"ways": ("passkey",), "errors": device},
        ],
        "signing/again": [
            {"ways": ("authenticator", "sheet"), "carried": (("reason", "Shut."),), "carries": True, "action": "/"},
            {"ways": ("passkey", "sheet"), "carried": (), "carries": False, "action": "/", "errors": late},
            {"ways": (), "carried": (), "carries": True, "action": "/"},
        ],
        "signing/outside": [
            {"provider": "pass", "name": name, "errors": down, "next": ""},
            {"provider": "", "name": "", "errors": down, "next": "/en/me/"},
        ],
        "apply/too_often": [
            _OVER | {"fields": (("name", "Noor"),), "has_files": True, "is_guest": True},
            _OVER | {"minutes": 42, "again": "/ui/", "back": "/desk/"},
        ],
        "signing/wait": [
            {"minutes": 1, "again": "sign-in/send/", "next": ""},
            {"minutes": 15, "again": "me/sign-in/together/", "next": "/en/me/"},
        ],
        "signing/passkey": [{"errors": device}, {"errors": device, "is_new": True}],
        "openid/consent": [consent, replace(consent, is_told_name=True)],
    }


def _asks_whether_both_are_one(wrong: object) -> list[object]:
    return [
        {"is_late": False, "is_by_code": True, "matters": 2, "drafts": 1, "next": ""},
        {
            "is_late": False,
            "is_by_code": True,
            "ways": ("authenticator",),
            "matters": 2,
            "drafts": 1,
            "errors": wrong,
        },
        {
            "is_late": False,
            "is_by_code": False,
            "ways": ("passkey", "sheet"),
            "matters": 0,
            "drafts": 1,
            "next": "/en/me/",
        },
        {"is_late": True, "matters": 0, "drafts": 0, "next": "/en/me/"},
    ]


@pytest.fixture(scope="module")
def pages() -> Pages:
    return {
        f"{name} {place} ({language.code})": drawn(f"{name}.jinja", view, language)
        for language in ALL
        for name, views in _views(language).items()
        for place, view in enumerate(views)
    }


@pytest.fixture(scope="module")
def documents(pages: Pages) -> dict[str, Document]:
    return {name: Document(html) for name, html in pages.items()}


def test_every_template_is_drawn() -> None:
    folder = PACKAGE / TEMPLATES
    there = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/*.jinja")}
    elsewhere = ASKED_OF_A_HALL | PIECES
    assert {name for name in there if not name.startswith("samples/")} - elsewhere == _views(ALL[0]).keys()


def test_the_nu_checker_finds_nothing(pages: Pages, tmp_path: Path) -> None:
    assert checker.faults(pages, tmp_path) == []


def test_ids_and_headings_are_in_order(documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        assert [each for each, count in Counter(page.ids).items() if count > 1] == [], name
        assert set(page.named) <= set(page.ids), name
        levels = [int(piece.tag[1]) for piece in page.pieces if re.fullmatch("h[1-6]", piece.tag)]
        assert (levels[0], levels.count(1)) == (1, 1), name
        assert all(below <= above + 1 for above, below in pairwise(levels)), (name, levels)
        assert page.inline == [], name


def test_the_window_begins_with_the_title_or_with_error(pages: Pages, documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        (window,), heading = page.texts("title"), _title(pages[name])
        before, found, _ = window.partition(heading)
        assert found, (name, window)
        assert bool(before) == ('class="summary"' in pages[name]), (name, window)
        assert before.strip() in {"", "Error:", "錯誤：", "错误："}, (name, window)


def _title(html: str) -> str:
    """Return the words of the h1, a label or legend in it included, without "(optional)"."""
    marked = html.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]
    return unescape(re.sub(r"<span class=\"field__optional\">.*?</span>|<[^>]+>", "", marked)).strip()


def test_every_error_leads_to_its_field(documents: dict[str, Document]) -> None:
    links = {
        name: {link[1:] for link in page.links if link.startswith(("#a-", "#ref"))} for name, page in documents.items()
    }
    assert any(links.values())
    assert {
        name: there - set(documents[name].ids) for name, there in links.items() if there - set(documents[name].ids)
    } == {}


def test_sentences_are_short_and_in_one_script(documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        said = [
            (piece.language, each) for piece in page.pieces if piece.tag != "title" for each in sentences(piece.words)
        ]
        assert [each for language, each in said if is_long(each, language)] == [], name
        foreign = {
            (piece.language, sign)
            for piece in page.pieces
            for sign in set(piece.words)
            if is_foreign(sign, piece.language)
        }
        assert foreign == set(), name


def test_the_language_switch_sends_the_form_of_the_page(pages: Pages) -> None:
    """Where something can be typed, a language is a button; Enter then presses a plain button that stands before it."""
    for name, html in pages.items():
        head = html.partition("</header>")[0]
        # A code is short-lived and short: whoever changes the language amid signing in types it again.
        is_kept = 'id="questions"' in html and not name.startswith("signing/")
        assert head.count('form="questions" name="_language"') == (2 if is_kept else 0), name
        assert head.find("languages__enter") <= head.find("_language"), name


def test_a_first_visit_to_a_form_is_light(pages: Pages) -> None:
    for name, html in pages.items():
        asked = [ASSETS[path] for path in set(re.findall(r'"(/static/[^"]+)"', html))]
        bytes_sent = len(gzip.compress(html.encode())) + sum(len(gzip.compress(each.body)) for each in asked)
        assert bytes_sent < MOST_BYTES / 4, f"{name}: {bytes_sent}"
