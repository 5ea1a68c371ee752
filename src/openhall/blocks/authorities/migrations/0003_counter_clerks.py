"""Posts of those who see people at a counter."""

from importlib import import_module

from django.db import migrations, models

from openhall.blocks.journal.facade import guarding, unguarding

#: SQLite makes a table anew to change a constraint, and forgets what guarded the old one: it is guarded as before.
_GUARD = import_module("openhall.blocks.authorities.migrations.0002_rights_are_kept")
_ROLES = ("case-officer", "supervisor", "reviewer", "administrator", "counter-clerk")


class Migration(migrations.Migration):
    """Know the role of clerks at counters."""

    dependencies = [("authorities", "0002_rights_are_kept")]
    operations = [
        unguarding("authorities", _GUARD._TOLD, _GUARD._REFUSED),  # noqa: SLF001 - a migration of the same block
        migrations.RemoveConstraint(model_name="postrow", name="authorities_roles_are_known"),
        migrations.AddConstraint(
            model_name="postrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", _ROLES)), name="authorities_roles_are_known"
            ),
        ),
        guarding("authorities", _GUARD._TOLD, _GUARD._REFUSED),  # noqa: SLF001 - as above
    ]
