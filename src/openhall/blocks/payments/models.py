"""What is due, who tried to pay, what was told, what went back, the ledger, and what the bank said."""

from django.db import models
from django.db.models import F, Q

from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import OPEN, SETTLED, AttemptState, PaymentState, RefundState

_ID, _SUBJECT, _AUTHORITY, _PERSON, _CURRENCY = 24, 40, 100, 80, 3


class PaymentRequest(models.Model):
    """Money that somebody owes for one purpose of one subject.

    ``lines`` is canonical JSON as it was asked for. ``refunded`` counts what was ordered back.
    """

    public_id = models.CharField(max_length=_ID, unique=True)
    subject = models.CharField(max_length=_SUBJECT)
    purpose = models.CharField(max_length=60)
    authority = models.CharField(max_length=_AUTHORITY)
    payer = models.CharField(max_length=_PERSON)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=_CURRENCY)
    lines = models.TextField()
    law_day = models.DateField()
    state = models.CharField(max_length=14)
    due_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=40, default="", blank=True)
    receipt_number = models.CharField(max_length=20, null=True, unique=True)  # noqa: DJ001 - many are not paid
    refunded = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["due_on", "id"], name="payments_open", condition=Q(state__in=sorted(OPEN))),
            models.Index(fields=["payer", "id"], name="payments_of_payer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "purpose"], name="payments_one_for_each_purpose"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payments_amount"),
            models.CheckConstraint(condition=Q(state__in=sorted(PaymentState)), name="payments_known_state"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")), name="payments_refunded_of_what_was_paid"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(SETTLED), paid_at__isnull=False, receipt_number__isnull=False)
                | (~Q(state__in=sorted(SETTLED)) & Q(paid_at__isnull=True, receipt_number__isnull=True, refunded=0)),
                name="payments_receipt_when_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Attempt(models.Model):
    """One try to pay with one provider. ``settles`` marks the one that paid; a second one's money goes back.

    ``shown_at`` is when the bank's file had shown the money, alone or in a sum. One of a ``bundle`` is a part of its
    charge: the provider knows the bundle, not this.
    """

    public_id = models.CharField(max_length=_ID, unique=True)
    payment = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="attempts")
    provider = models.CharField(max_length=40)
    key = models.CharField(max_length=100, unique=True)
    reference = models.CharField(max_length=255, default="", blank=True)
    state = models.CharField(max_length=10)
    amount = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    settles = models.BooleanField(default=False)
    redirect_url = models.TextField(default="", blank=True)
    qr_text = models.TextField(default="", blank=True)
    recorded_by = models.CharField(max_length=_PERSON, default="", blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    handover = models.ForeignKey("Handover", on_delete=models.PROTECT, null=True, related_name="attempts")
    ask_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)
    shown_at = models.DateTimeField(null=True)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, null=True, related_name="parts")

    class Meta:
        indexes = [
            models.Index(fields=["ask_at"], name="payments_to_ask", condition=Q(ask_at__isnull=False)),
            models.Index(
                fields=["ended_at", "id"],
                name="payments_came_not_shown",
                condition=Q(state=AttemptState.CAPTURED, shown_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["payment"], condition=Q(settles=True), name="payments_paid_once"),
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="payments_one_reference"
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(AttemptState)), name="payments_attempt_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_attempt_amount"),
            models.CheckConstraint(
                condition=Q(state=AttemptState.CAPTURED, received__gt=0)
                | (~Q(state=AttemptState.CAPTURED) & Q(received=0, settles=False)),
                name="payments_captured_is_received",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("received")), name="payments_refunded_of_what_came"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ProviderNews(models.Model):
    """News that was taken: the same event of a provider is taken once."""

    provider = models.CharField(max_length=40)
    event = models.CharField(max_length=255)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="news")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, null=True, related_name="news")
    outcome = models.CharField(max_length=10)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=_CURRENCY)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event"], name="payments_news_once"),
            models.CheckConstraint(
                condition=Q(attempt__isnull=False, bundle__isnull=True) | Q(attempt__isnull=True, bundle__isnull=False),
                name="payments_news_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event}"


class Refund(models.Model):
    """Money that goes back of one attempt: by a rule of the service, or asked by one officer and approved by another.

    ``is_surplus`` is money that paid nothing: a second payment, a wrong amount, one that came too late.
    """

    public_id = models.CharField(max_length=_ID, unique=True)
    payment = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=100, unique=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10)
    rule = models.CharField(max_length=60, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    asked_by = models.CharField(max_length=_PERSON, default="", blank=True)
    approved_by = models.CharField(max_length=_PERSON, default="", blank=True)
    paid_out_by = models.CharField(max_length=_PERSON, default="", blank=True)
    reference = models.CharField(max_length=255, default="", blank=True)
    is_surplus = models.BooleanField(default=False)
    handover = models.ForeignKey("Handover", on_delete=models.PROTECT, null=True, related_name="refunds")
    asked_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["done_at", "id"],
                name="payments_went_not_shown",
                condition=Q(state=RefundState.DONE, shown_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_amount"),
            models.CheckConstraint(condition=Q(state__in=sorted(RefundState)), name="payments_refund_state"),
            models.CheckConstraint(
                condition=(~Q(rule="") & Q(asked_by="", approved_by="")) | (Q(rule="") & ~Q(asked_by="")),
                name="payments_refund_by_rule_or_officer",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("asked_by")), name="payments_refund_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RefundState.ASKED, RefundState.DECLINED]) | ~Q(rule="") | ~Q(approved_by=""),
                name="payments_refund_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Voucher(models.Model):
    """A code that pays one fee of an authority, of ``most`` minor units. Only the hash of the code is kept.

    ``reason`` is sealed under a key of its own, which goes with the case that the voucher was spent on.
    """

    authority = models.CharField(max_length=_AUTHORITY)
    code_hash = models.CharField(max_length=64, unique=True)
    most = models.BigIntegerField()
    reason = models.BinaryField(null=True)
    issued_by = models.CharField(max_length=_PERSON)
    issued_at = models.DateTimeField()
    valid_until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["authority", "-id"], name="payments_vouchers_of")]
        constraints = [models.CheckConstraint(condition=Q(most__gt=0), name="payments_voucher_amount")]

    def __str__(self) -> str:
        return f"a voucher of {self.authority}"


class Waiver(models.Model):
    """A fee that nobody has to pay: by a rule, an officer, or a voucher, which is spent by this row."""

    payment = models.OneToOneField(PaymentRequest, on_delete=models.PROTECT)
    voucher = models.OneToOneField(Voucher, on_delete=models.PROTECT, null=True)
    amount = models.BigIntegerField()
    rule = models.CharField(max_length=60, default="", blank=True)
    waived_by = models.CharField(max_length=_PERSON, default="", blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    waived_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(rule="") | ~Q(waived_by="") | Q(voucher__isnull=False), name="payments_waived_for_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"waiver of {self.payment_id}"


class SandboxCharge(models.Model):
    """What the sandbox, a provider that exists only in a demonstration, remembers of a charge."""

    reference = models.CharField(max_length=_ID, unique=True)
    attempt = models.CharField(max_length=_ID, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=_CURRENCY)
    manner = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10)
    return_url = models.TextField(default="", blank=True)
    answers_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference


class Posting(models.Model):
    """An amount from one account to another, for ever: the database refuses to change or remove it."""

    key = models.CharField(max_length=120, unique=True)
    debit = models.CharField(max_length=140)
    credit = models.CharField(max_length=140)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    subject = models.CharField(max_length=40)
    payment = models.CharField(max_length=24)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="payments_ledger_at"),
            models.Index(fields=["payment"], name="payments_ledger_payment"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_posting_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="payments_posting_two_sides"),
            models.CheckConstraint(condition=~Q(debit="") & ~Q(credit=""), name="payments_posting_accounts"),
        ]

    def __str__(self) -> str:
        return self.key


class Closing(models.Model):
    """The books as they stood at ``ends``, the end of a day: with every posting before it up to the number ``last``."""

    ends = models.DateTimeField(unique=True)
    last = models.BigIntegerField()
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.ends.isoformat()


class ClosedAccount(models.Model):
    """All that had been posted to one account when the books were closed."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="accounts")
    account = models.CharField(max_length=140)
    currency = models.CharField(max_length=_CURRENCY)
    debits = models.BigIntegerField()
    credits = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closing", "account", "currency"], name="payments_closed_account_once")
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.account}"


class LatePosting(models.Model):
    """A posting of a day whose books were closed before it was written. The database itself writes this row."""

    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, primary_key=True)

    def __str__(self) -> str:
        return f"late {self.pk}"


class Handover(models.Model):
    """A sum that a provider hands over for many payments: what they came to, less ``charges`` that it keeps.

    ``reference`` is the provider's; of a day's sum that somebody told it is the day. The bank shows ``amount``. What
    the bank, or a provider, took for its work alone is one too: ``note`` says what for, below zero it went out.
    """

    provider = models.CharField(max_length=40)
    reference = models.CharField(max_length=255)
    amount = models.BigIntegerField()
    charges = models.BigIntegerField()
    currency = models.CharField(max_length=_CURRENCY)
    recorded_by = models.CharField(max_length=_PERSON, default="", blank=True)
    note = models.CharField(max_length=200, default="", blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "reference"], name="payments_handover_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="payments_handover_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"


class BankStatement(models.Model):
    """A statement of the bank, kept once. Of whom money came is not kept: only the references of its entries."""

    account = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="payments_statement_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.number}"


def _matched_with_one() -> Q:
    """Return that a movement waits, or is of one attempt, refund, bundle or sum; by its sign."""
    columns = ("attempt", "refund", "bundle", "handover")
    found = Q(matched_at__isnull=True, **{f"{name}__isnull": True for name in columns})
    for one, more in (
        ("attempt", Q(amount__gt=0)),
        ("refund", Q(amount__lt=0)),
        ("bundle", Q(amount__gt=0)),
        ("handover", Q()),
    ):
        found |= Q(matched_at__isnull=False, **{f"{name}__isnull": name != one for name in columns}) & more
    return found


class BankEntry(models.Model):
    """One movement on the account: positive came in, negative went out. At most one thing of ours matches it."""

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()
    references = models.TextField()
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, null=True)
    bundle = models.OneToOneField(Bundle, on_delete=models.PROTECT, null=True)
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True)
    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, null=True)
    matched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="payments_unmatched", condition=Q(matched_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(fields=["statement", "place"], name="payments_entry_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="payments_entry_amount"),
            models.CheckConstraint(condition=_matched_with_one(), name="payments_entry_matched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}/{self.place}"
