"""What payments refuse. Nothing has changed when one of these is raised."""

from openhall.kernel.errors import Refusal


class NoSuchPayment(Refusal):
    """There is no payment, attempt or refund with this id."""

    code = "no-such-payment"


class PaymentClosed(Refusal):
    """The payment is paid, waived, cancelled or lapsed: this cannot be done with it any more."""

    code = "payment-closed"


class BillsChanged(Refusal):
    """Some of several payments are not open any more (``payments``), or they come to another sum than was shown."""

    code = "bills-changed"


class OtherPayment(Refusal):
    """The same thing was asked for before with another amount or currency."""

    code = "other-payment"


class NoSuchWay(Refusal):
    """This way to pay is not offered here."""

    code = "no-such-way-to-pay"


class WayAway(Refusal):
    """The provider does not answer, or does not take it; another way to pay may be open."""

    code = "way-to-pay-away"


class NewsRefused(Refusal):
    """What came as news of a provider is not signed by it, or says nothing that can be read."""

    code = "news-refused"


class RefundRefused(Refusal):
    """A refund is more than is left of what was paid, or is not open for this."""

    code = "refund-refused"


class SamePerson(Refusal):
    """Whoever asked for a refund may not approve it."""

    code = "same-person"


class VoucherRefused(Refusal):
    """The voucher does not pay this: ``why`` is unknown, other-office, own, used, over or too-small."""

    code = "voucher-refused"


class StatementRefused(Refusal):
    """A bank's file cannot be read; ``told`` says where and why."""

    code = "statement-refused"


class EntryRefused(Refusal):
    """A movement of the bank cannot be matched so.

    ``why`` is matched, out, payment, way, note or amount (then with the sum).
    """

    code = "bank-entry-refused"
