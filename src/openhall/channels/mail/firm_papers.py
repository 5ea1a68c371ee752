"""Word of what a firm gave on paper at a counter: to the firm, and to whoever it was given to."""

from collections.abc import Iterator
from datetime import datetime

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Scope, firm_paper_named, people_who_may
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.catalogues import translations
from openhall.ui.formats import moment

#: Whom it is about stands in the letter, and in no subject.
_TITLE_FIRM = _("At a counter, something was written down for your organisation")
_TITLE_OTHER = _("At a counter, an organisation has let you or yours act for it")
_SEAT = _("%(name)s may act for %(firm)s, with a place there.")
_LENT = _("%(name)s may act for %(firm)s, as another organisation.")
_CODE = _("Whoever has the code that was handed out there may act for %(firm)s.")
_STOOD = _(
    "On %(moment)s %(giver)s stood at a counter of %(office)s for %(firm)s, with a signed paper. %(officer)s wrote it "
    "down."
)
_UNDO = _(
    "Whoever manages people there can undo it until %(until)s, with one press on the page of the organisation. After "
    "that they can end it there as well.\n"
    "Was it not you? Then undo it now, and call us."
)
_LEAVE = _("You can give it up at any time, on your page under “Organisations that you act for”.")
_TEMPLATE = "firm-paper"


def tell_of_firm_paper(*, paper: str, now: datetime) -> bool:
    """Tell the firm and the other side, once; ``False`` where there is no such paper any more."""
    found = firm_paper_named(paper)
    if found is None:
        return False
    catalogue = current_catalogue()
    office = catalogue.authorities.get(found.office)
    words, others = dict[str, tuple[str, str]](), dict[str, tuple[str, str]]()
    for each in catalogue.languages:
        say, zone = translations(each).gettext, catalogue.jurisdiction.time_zone
        fill = {
            "name": pick(found.name, each) if found.name else "–",
            "firm": pick(found.firm_name, each) if found.firm_name else "–",
            "giver": pick(found.given_by_name, each) if found.given_by_name else "–",
            "officer": pick(found.officer_name, each) if found.officer_name else "–",
            "office": pick(office.name, each) if office else found.office,
            "moment": moment(found.made_at, each, zone),
            "until": moment(found.until, each, zone),
        }
        what = _CODE if not found.name else _SEAT if found.role else _LENT
        told = f"{say(_STOOD) % fill}\n{say(what) % fill}"
        words[each.code] = (say(_TITLE_FIRM), f"{told}\n{say(_UNDO) % fill}")
        others[each.code] = (say(_TITLE_OTHER), f"{told}\n{say(_LEAVE)}")
    for owner, person, organisation, said in (
        (f"organisation:{found.firm}", found.given_by, found.firm, words),
        *_other_side(found.person, found.helper, others, now),
    ):
        letter = NewLetter(
            key=f"{_TEMPLATE}:{found.id}:{owner}",
            subject="",
            owner=owner,
            person=person,
            organisation=organisation,
            template=_TEMPLATE,
            language=next(iter(said)),
            words=said,
            authority=found.office,
        )
        deliver_to_inbox(letter=letter, now=now)
    return True


def _other_side(
    person: str, helper: str, words: dict[str, tuple[str, str]], now: datetime
) -> Iterator[tuple[str, str, str, dict[str, tuple[str, str]]]]:
    if person:
        yield f"person:{person}", person, "", words
    able = people_who_may(organisation=helper, right=Scope.LETTERS, now=now) if helper else ()
    if able:
        # A letter to a firm names whoever of it came first.
        yield f"organisation:{helper}", able[0], helper, words
