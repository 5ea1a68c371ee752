"""Everything that came of a case, in the order in which people ask for it."""

from openhall.channels.desk.looking import Look
from openhall.channels.desk.outcome_keeping import keeping_items
from openhall.channels.desk.outcome_money import money_items
from openhall.channels.desk.outcome_papers import entry_items, paper_items, visit_items
from openhall.channels.desk.sending import Sent
from openhall.ui.desk_outcome_views import OutcomeItem


def outcome_of(look: Look, sent: Sent) -> tuple[OutcomeItem, ...]:
    """Return what came of a case, with what this officer may do about it."""
    return (
        *money_items(look, sent),
        *visit_items(look, sent),
        *entry_items(look),
        *paper_items(look, sent),
        *keeping_items(look, sent),
    )
