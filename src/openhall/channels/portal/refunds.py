"""What of a fee goes back, told before anybody pays."""

import msgspec

from openhall.blocks.catalogue.facade import Jurisdiction, Service, labels_of, refund_of
from openhall.kernel.languages import Language
from openhall.kernel.money import format_money
from openhall.ui.refund_words import refund_words


def refund_sentences(
    service: Service, jurisdiction: Jurisdiction, language: Language, *, is_asked: bool = False
) -> tuple[str, ...]:
    """Return in sentences what goes back of the fee of ``service``; nothing where it is free.

    When most services ask for their fee, which the jurisdiction says with it, is no news where it ``is_asked`` for.
    """
    terms = refund_of(service, jurisdiction)
    if terms is None:
        return ()
    if is_asked and terms is jurisdiction.refund:
        terms = msgspec.structs.replace(terms, why=None)
    return refund_words(
        terms, labels_of(service, jurisdiction), language, lambda minor: format_money(jurisdiction.money(minor))
    )
