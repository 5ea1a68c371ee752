"""The database itself keeps the ledger, news and waivers as they were written, and what was asked for as it was."""

from django.db import migrations

from openhall.blocks.journal.facade import guarding

_TOLD = "payments: what was written of money is kept as it was"
_FOR_EVER = ("posting", "providernews", "waiver", "bankstatement", "voucher")
_REFUSED = {
    **{(table, act): "TRUE" for table in _FOR_EVER for act in ("UPDATE", "DELETE")},
    **{(table, "DELETE"): "TRUE" for table in ("paymentrequest", "attempt", "refund", "bankentry")},
    ("paymentrequest", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.public_id <> OLD.public_id OR NEW.subject <> OLD.subject"
        " OR NEW.purpose <> OLD.purpose OR NEW.authority <> OLD.authority OR NEW.payer <> OLD.payer"
        " OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency OR NEW.lines <> OLD.lines"
        " OR NEW.law_day <> OLD.law_day OR NEW.refunded < OLD.refunded"
        " OR (OLD.receipt_number IS NOT NULL AND (NEW.receipt_number IS NULL"
        " OR NEW.receipt_number <> OLD.receipt_number OR NEW.paid_by <> OLD.paid_by))"
        " OR (OLD.state IN ('waived', 'cancelled', 'lapsed', 'refunded') AND NEW.state <> OLD.state)"
    ),
    ("attempt", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.public_id <> OLD.public_id OR NEW.payment_id <> OLD.payment_id"
        " OR NEW.provider <> OLD.provider OR NEW.key <> OLD.key OR NEW.amount <> OLD.amount"
        " OR NEW.refunded < OLD.refunded"
        " OR (OLD.state = 'captured' AND (NEW.state <> OLD.state OR NEW.received <> OLD.received"
        " OR NEW.settles <> OLD.settles))"
    ),
    ("refund", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.payment_id <> OLD.payment_id OR NEW.attempt_id <> OLD.attempt_id"
        " OR NEW.amount <> OLD.amount OR NEW.rule <> OLD.rule OR NEW.asked_by <> OLD.asked_by"
        " OR (OLD.approved_by <> '' AND NEW.approved_by <> OLD.approved_by)"
        " OR (OLD.state IN ('done', 'declined') AND NEW.state <> OLD.state)"
        " OR (OLD.state = 'ordered' AND NEW.state = 'asked')"
    ),
    ("bankentry", "UPDATE"): (
        "OLD.matched_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.statement_id <> OLD.statement_id"
        " OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency"
    ),
}


class Migration(migrations.Migration):
    """Guard what was written of money."""

    dependencies = [("payments", "0001_first")]
    operations = [guarding("payments", _TOLD, _REFUSED)]
