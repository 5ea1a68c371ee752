"""What of a fee goes back, told before anybody pays."""

from openhall.blocks.catalogue.facade import Jurisdiction, Service, labels_of, refund_of
from openhall.kernel.languages import Language
from openhall.kernel.money import format_money
from openhall.ui.refund_words import refund_words


def refund_sentences(service: Service, jurisdiction: Jurisdiction, language: Language) -> tuple[str, ...]:
    """Return in sentences what goes back of the fee of ``service``; nothing where it is free."""
    terms = refund_of(service, jurisdiction)
    if terms is None:
        return ()
    return refund_words(
        terms, labels_of(service, jurisdiction), language, lambda minor: format_money(jurisdiction.money(minor))
    )
