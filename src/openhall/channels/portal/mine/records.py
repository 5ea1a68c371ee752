"""What registers say of somebody and of whom they act for."""

from openhall.blocks.registers.facade import entries_of
from openhall.channels.portal.mine.gathering import Holding, firms_of
from openhall.channels.portal.pages.registers import record_rows
from openhall.kernel.languages import Language
from openhall.ui.register_views import RecordRow


def own_rows(holding: Holding, language: Language) -> tuple[RecordRow, ...]:
    """Return their own entries, then those of each organisation."""
    entries = list(entries_of(person=holding.visitor.id))
    for firm in firms_of(holding.visitor):
        entries += entries_of(organisation=firm)
    return tuple(record_rows(holding.catalogue, language, entries, holding.today))
