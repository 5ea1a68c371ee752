"""Offices see the looks and questions that they answer for, and no others: PostgreSQL itself sees to it."""

from django.db import migrations

from openhall.blocks.authorities.facade import OFFICE, Wall, walling

_ITS_OWN = f"office = {OFFICE}"
_WALLS = {f"oversight_{each}": Wall(_ITS_OWN, _ITS_OWN) for each in ("look", "question")}


class Migration(migrations.Migration):
    """Wall in what offices answer for."""

    dependencies = [("oversight", "0001_first"), ("authorities", "0002_rights_are_kept")]
    operations = [walling(_WALLS)]
