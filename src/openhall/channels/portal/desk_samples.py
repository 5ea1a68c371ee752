"""`/{language}/ui/desk/…`: every page of the officers' desk in every state, where its look lives and is judged.

These are whole pages, for the frame of the desk is not that of the hall. `/ui/` links to them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from openhall.channels.portal.rendering import TEMPLATES
from openhall.channels.portal.samples import desk, desk_cases, desk_counter, desk_figures, desk_outcome
from openhall.channels.portal.samples.saying import Say
from openhall.channels.portal.site import Site
from openhall.kernel.languages import Language, pick
from openhall.ui.desk_views import DeskPlaces, DeskShell, Undo
from openhall.ui.responses import PublicResponse
from openhall.ui.shell import Alternate
from openhall.ui.templating import render

_PLACE = "ui/desk/{}/"
_PICTURE = Path(__file__).parent / "samples" / "plan.svg"
_Making = Callable[[Say], object]
Here = Literal["work", "money", "people", "troubles", "counts", "keys", "attend", ""]


@dataclass(frozen=True, slots=True)
class DeskSample:
    """A page of the desk in one state: its name in the address, what it shows, and what makes it."""

    name: str
    words: str
    kind: str
    here: Here
    make: Callable[..., object]
    is_linked: bool = False
    what_was_done: Literal["undo", "did", ""] = ""


DESK_SAMPLES = (
    DeskSample(
        "work", "Today’s work, with something just done that can be undone", "work", "work", desk.worklist, True, "undo"
    ),
    DeskSample(
        "work-error", "Work of an office, found by a search, given to nobody", "work", "work", desk.not_assigned, True
    ),
    DeskSample("work-none", "No work", "work", "work", desk.no_work),
    DeskSample("case", "A case to decide", "case", "work", desk_cases.open_case, True),
    DeskSample("case-paper", "A paper beside the answers", "case", "work", desk_cases.with_paper, True),
    DeskSample("case-document", "A document in a frame", "case", "work", desk_cases.with_document, True),
    DeskSample("case-limit", "An amount above what the post may sign", "case", "work", desk_cases.above_limit, True),
    DeskSample("case-letter", "The letter before it goes out", "case", "work", desk_cases.with_letter, True),
    DeskSample("case-errors", "Forms that lack something", "case", "work", desk_cases.with_errors, True),
    DeskSample("case-conflict", "Somebody else was faster", "case", "work", desk_cases.in_conflict, True),
    DeskSample(
        "case-waiting",
        "Waiting for the applicant; somebody else has to decide",
        "case",
        "work",
        desk_cases.waiting,
        True,
    ),
    DeskSample(
        "case-take-back",
        "A question to the applicant that is taken back",
        "take-back",
        "work",
        desk_cases.taking_back,
        True,
    ),
    DeskSample("case-done", "Decided, nothing left to do", "case", "work", desk_cases.finished, True, "did"),
    DeskSample("case-new", "Just come in, late, nobody has it", "case", "work", desk_cases.bare, True),
    DeskSample("case-outcome", "What came of a case", "case", "work", desk_outcome.settled, True),
    DeskSample("case-outcome-errors", "Cash that is not what is owed", "case", "work", desk_outcome.unpaid, True),
    DeskSample("money", "Refunds that wait", "outcome", "money", desk_outcome.money, True),
    DeskSample("money-none", "A payment that is not found", "outcome", "money", desk_outcome.nothing),
    DeskSample("troubles", "Jobs that were set aside", "troubles", "troubles", desk.troubles, True),
    DeskSample("troubles-none", "No trouble", "troubles", "troubles", desk.no_troubles),
    DeskSample("people", "The people of an office", "people", "people", desk_figures.people),
    DeskSample("people-error", "A form half filled", "people", "people", desk_figures.people_with_errors),
    DeskSample("counts", "How offices did", "counts", "counts", desk_figures.counts),
    DeskSample("counter", "Somebody at a counter", "outcome", "attend", desk_counter.attended),
    DeskSample("counter-sheet", "A sheet to hand over", "handed", "attend", desk_counter.sheet),
    DeskSample("counter-mandate", "A mandate on paper, with errors", "mandate", "attend", desk_counter.mandate),
    DeskSample("counter-firm", "What a firm gives on paper", "firm", "attend", desk_counter.firm),
    DeskSample("keys", "The keys of the desk", "keys", "keys", lambda _say: None),
)
_BY_NAME = {sample.name: sample for sample in DESK_SAMPLES}


def desk_sample_page(site: Site, language: Language, name: str) -> str | None:
    """Return one page of the desk in ``language``; nothing where there is none of that name."""
    sample = _BY_NAME.get(name)
    if sample is None:
        return None

    def say(en: str, hant: str, hans: str) -> str:
        return pick({"en": en, "zh-Hant": hant, "zh-Hans": hans}, language)

    make = partial(sample.make, here=_to(language, "case")) if sample.is_linked else sample.make
    context = {"desk": _shell(site, language, sample, say), "view": make(say), "kind": sample.kind}
    return render(f"{TEMPLATES}/desk_sample.jinja", language=language, context=context)


def sample_paper() -> PublicResponse:
    """Return the plan that is among the papers of the invented case; pages of the hall may show it in a frame."""
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    headers = {"Content-Security-Policy": policy}
    return PublicResponse(desk_cases.PICTURE, _PICTURE.read_bytes(), "image/svg+xml", headers=headers)


def _shell(site: Site, language: Language, sample: DeskSample, say: Say) -> DeskShell:
    done = say(
        "You passed 2CF9K-PV4HD on to the Fire Office.",
        "你已把2CF9K-PV4HD轉交消防處。",
        "您已将2CF9K-PV4HD转交消防处。",
    )
    return DeskShell(
        language=language,
        alternates=tuple(Alternate(each, _to(each, sample.name)) for each in site.languages()),
        assets=site.assets,
        places=_places(language),
        person=say("Ada Lind", "林愛達", "林爱达"),
        office=say("Trade Office", "貿易處", "贸易处"),
        posts=(
            say("Case officer", "個案主任", "经办人"),
            say(
                "supervisor for Mei Chan until Friday", "代理主管（陳美休假至星期五）", "代理负责人（陈美休假至星期五）"
            ),
        ),
        here=sample.here,
        government=pick(site.catalogue.jurisdiction.government, language),
        is_demo=True,
        troubles=2,
        did=say(
            "The case was refused; the letter is on its way.",
            "個案不獲批准，通知書已發出。",
            "办件不予批准，文书已发出。",
        )
        if sample.what_was_done == "did"
        else "",
        undo=Undo(done, "10:46", "/ui/", value="pass-1") if sample.what_was_done == "undo" else None,
    )


def _places(language: Language) -> DeskPlaces:
    return DeskPlaces(
        work=_to(language, "work"),
        money=_to(language, "money"),
        people=_to(language, "people"),
        troubles=_to(language, "troubles"),
        counts=_to(language, "counts"),
        keys=_to(language, "keys"),
        hall=f"/{language.slug}/",
        sign_out="/ui/",
    )


def _to(language: Language, name: str) -> str:
    return f"/{language.slug}/{_PLACE.format(name)}"
