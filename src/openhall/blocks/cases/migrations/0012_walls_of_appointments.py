"""Offices see the appointments of cases that they take part in, and no others: PostgreSQL itself sees to it.

The seats that are taken stand before the walls: they say nothing of whose they are, and whoever books counts them.
"""

from django.db import migrations

from openhall.blocks.authorities.facade import Wall, walling

_OF_A_CASE = "processes_takes_part(subject)"
_WALLS = {f"appointments_{each}": Wall(_OF_A_CASE, _OF_A_CASE) for each in ("booking", "drawticket")}


class Migration(migrations.Migration):
    """Wall in the appointments of cases."""

    dependencies = [("cases", "0011_walls_of_payments"), ("appointments", "0002_what_never_changes")]
    operations = [walling(_WALLS)]
