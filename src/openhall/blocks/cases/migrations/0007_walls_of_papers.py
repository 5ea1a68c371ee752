"""Offices see the papers of cases that they take part in, and no others: PostgreSQL itself sees to it.

A paper that is handed in belongs to ``case:`` and the reference. Samples are everybody's, and belong to nothing.
"""

from django.db import migrations

from openhall.blocks.authorities.facade import Wall, walling

_OF_A_CASE = "starts_with(subject, 'case:') AND processes_takes_part(substr(subject, 6))"
_WALLS = {"documents_file": Wall(f"({_OF_A_CASE}) OR (subject = '' AND owner = 'sample')", f"({_OF_A_CASE})")}


class Migration(migrations.Migration):
    """Wall in the papers of cases."""

    dependencies = [("cases", "0006_more_events"), ("documents", "0002_uploads_in_parts")]
    operations = [walling(_WALLS)]
