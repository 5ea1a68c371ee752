"""What was written down for a firm at a counter, as sentences on its page."""

from openhall.blocks.identity.facade import firm_papers_of
from openhall.channels.portal.inbox.asked import Asked
from openhall.channels.portal.mine.firm_words import role_name
from openhall.channels.portal.words import mark as _
from openhall.kernel.languages import Text, pick
from openhall.ui.firm_views import PaperLine
from openhall.ui.formats import moment

#: In an address, below that of a firm.
COUNTER = "counter"
_SEAT = _("%(name)s acts for this organisation: %(role)s.")
_LENT = _("%(name)s may act for this organisation.")
_WHOEVER = _("Somebody who brings a code")
_WRITTEN = _(
    "%(giver)s stood at a counter of %(office)s on %(moment)s, with a signed paper (%(paper)s). %(officer)s wrote it "
    "down."
)


def paper_lines(found: Asked, organisation: str, *, manages: bool) -> tuple[PaperLine, ...]:
    """Return what can still be undone, the newest first."""
    zone, base = found.catalogue.jurisdiction.time_zone, found.href(f"me/organisations/{organisation}/{COUNTER}/")

    def named(name: Text, otherwise: str) -> str:
        return pick(name, found.language) if name else otherwise

    lines = []
    for each in firm_papers_of(organisation, actor=found.visitor.id, now=found.now):
        office = found.catalogue.authorities.get(each.office)
        fill = {
            "name": named(each.name, found.say(_WHOEVER)),
            "role": role_name(found, each.role),
            "giver": named(each.given_by_name, "–"),
            "officer": named(each.officer_name, "–"),
            "office": pick(office.name, found.language) if office else each.office,
            "moment": moment(each.made_at, found.language, zone),
            "paper": each.paper,
        }
        what = found.say(_SEAT if each.role else _LENT) % fill
        space = " " if found.language.code == "en" else ""
        lines.append(
            PaperLine(
                words=f"{what}{space}{found.say(_WRITTEN) % fill}",
                until=moment(each.until, found.language, zone),
                undo_action=f"{base}{each.id}/undo/" if manages else "",
            )
        )
    return tuple(lines)
