"""Where the paper of a mandate is kept is sealed under the key of its giver; what lay in plain is written over."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from openhall.blocks.journal.facade import KeyDestroyedError, seal


def _seal_all(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("identity", "mandate").objects.exclude(paper="").iterator():
        try:
            context = f"mandate-paper:{row.pk}".encode()
            row.sealed_paper = seal(owner=f"person:{row.giver_id}", plain=row.paper.encode(), context=context)
        except KeyDestroyedError:
            row.sealed_paper = None  # whoever gave it was erased
        # A column that is dropped stays where it lay on PostgreSQL, until its row is written anew.
        row.paper = ""
        row.save(update_fields=["paper", "sealed_paper"])


class Migration(migrations.Migration):
    """Seal where papers of mandates are kept."""

    dependencies = [("identity", "0017_firm_papers"), ("journal", "0007_forgotten")]
    operations = [
        migrations.AddField("mandate", "sealed_paper", models.BinaryField(null=True)),
        # There is no way back: it would write words about people in plain again.
        migrations.RunPython(_seal_all),
        migrations.RemoveField("mandate", "paper"),
        migrations.RenameField("mandate", "sealed_paper", "paper"),
    ]
