"""Offices see what was asked and paid in cases that they take part in, and no other: PostgreSQL itself sees to it.

News of providers and vouchers stand before the walls: the one must be known whoever asks whether it came, the other
names nobody. The bank's movements are for operators alone.
"""

from django.db import migrations

from openhall.blocks.authorities.facade import Wall, walling

_IN_SIGHT = """
CREATE FUNCTION payments_in_sight(wanted bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM payments_paymentrequest p WHERE p.id = wanted);
END $$"""
_OF_A_CASE = Wall("processes_takes_part(subject)", "processes_takes_part(subject)")
_OF_A_PAYMENT = Wall("payments_in_sight(payment_id)", "payments_in_sight(payment_id)")
_WALLS = {
    **{f"payments_{table}": _OF_A_CASE for table in ("paymentrequest", "posting")},
    **{f"payments_{table}": _OF_A_PAYMENT for table in ("attempt", "refund", "waiver")},
}


class Migration(migrations.Migration):
    """Wall in the payments of cases."""

    dependencies = [("cases", "0010_money_and_papers"), ("payments", "0002_what_never_changes")]
    operations = [
        walling(_WALLS, before=[_IN_SIGHT], undo=["DROP FUNCTION payments_in_sight(bigint)"]),
    ]
