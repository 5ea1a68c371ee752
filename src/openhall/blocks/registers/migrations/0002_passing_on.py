"""An entry can pass to somebody else, which its history says in a word of its own."""

from django.db import migrations, models

from openhall.blocks.journal.facade import guarding, unguarding

#: As migration 0001 has it. SQLite makes a table anew to change a constraint, and forgets what guarded the old one.
_TOLD = "registers: what was entered is kept as it was"
_REFUSED = {("entryversion", act): "TRUE" for act in ("UPDATE", "DELETE")}
_DEEDS = ("entered", "renewed", "changed", "cancelled", "suspended", "restored", "expired", "passed")


class Migration(migrations.Migration):
    """Know the new deed."""

    dependencies = [("registers", "0001_first")]
    operations = [
        unguarding("registers", _TOLD, _REFUSED),
        migrations.RemoveConstraint(model_name="entryversion", name="registers_known_deed"),
        migrations.AddConstraint(
            model_name="entryversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("did__in", list(_DEEDS))), name="registers_known_deed"
            ),
        ),
        guarding("registers", _TOLD, _REFUSED),
    ]
