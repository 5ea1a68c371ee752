"""The appointments that somebody has before them."""

from openhall.blocks.catalogue.facade import diary_of
from openhall.channels.portal.mine.gathering import Holding
from openhall.channels.portal.mine.lines import service_name
from openhall.kernel.languages import Language, pick
from openhall.ui.formats import moment
from openhall.ui.me_views import VisitLine


def visit_lines(holding: Holding, language: Language) -> tuple[VisitLine, ...]:
    """Return what is to come, the next one first."""
    jurisdiction = holding.catalogue.jurisdiction
    services = {matter.reference: matter.service for matter in holding.matters}
    lines = []
    for booking in sorted(holding.bookings.values(), key=lambda each: each.starts_at):
        service = services[booking.subject]
        diary = diary_of(jurisdiction, service)
        office = diary.offices.get(booking.office) if diary else None
        lines.append(
            VisitLine(
                service=service_name(holding, service, language),
                when=moment(booking.starts_at, language, jurisdiction.time_zone),
                place=pick(office.name, language) if office else "",
                href=f"/{language.slug}/track/{booking.subject}/",
            )
        )
    return tuple(lines)
