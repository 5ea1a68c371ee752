"""Offices see what was fetched for cases that they take part in, and no others: PostgreSQL itself sees to it.

What people consented to, and the copies of what sources answered, no office ever looks into.
"""

from django.db import migrations

from openhall.blocks.authorities.facade import Wall, walling

_OF_A_CASE = "processes_takes_part(subject)"
_WALLS = {
    "exchange_fetch": Wall(_OF_A_CASE, _OF_A_CASE),
    **{f"exchange_{each}": Wall("false", "false") for each in ("consent", "copy")},
}


class Migration(migrations.Migration):
    """Wall in what was fetched."""

    dependencies = [("cases", "0016_helpers"), ("exchange", "0001_first")]
    operations = [walling(_WALLS)]
