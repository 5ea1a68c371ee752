"""What pages around a case name: its service, the steps that are told beforehand, and who has to act."""

from openhall.blocks.cases.facade import APPLICANT, OTHER
from openhall.blocks.catalogue.facade import Catalogue, Service
from openhall.channels.portal.pages.service import path_of
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.case_views import ServiceLine


def service_line(catalogue: Catalogue, language: Language, service_id: str, service: Service | None) -> ServiceLine:
    """Return how the pages around a case name its service."""
    office = catalogue.authorities.get(service_id.partition("/")[0])
    return ServiceLine(
        name=pick(service.name, language) if service else service_id,
        href=f"/{language.slug}/{path_of(service_id)}",
        office=pick(office.name, language) if office else "",
        telephone=office.telephone.number if office and office.telephone.is_shown else "",
        kind=service.kind if service else "application",
    )


def steps_of(catalogue: Catalogue, language: Language, service: Service | None) -> tuple[str, ...]:
    """Return what happens to a case of ``service``, step by step."""
    pattern = catalogue.patterns.get(service.process.pattern) if service else None
    return tuple(pick(step, language) for step in pattern.steps) if pattern else ()


def holder_name(catalogue: Catalogue, language: Language, holder: str) -> str:
    """Return the name of whoever has to act now."""
    if holder == APPLICANT:
        return saying(language)(_("You"))
    if holder == OTHER:
        return saying(language)(_("The other person"))
    authority = catalogue.authorities.get(holder)
    return pick(authority.name, language) if authority else holder
