"""Systems sign with keys of their own, what they ask is pushed, and tokens are bound: secrets and old tokens go."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _end_grants(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """End the tokens of minutes that whoever has them could use."""
    del schema
    apps.get_model("federation", "Grant").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("federation", "0001_initial")]

    operations = [
        migrations.RunPython(_end_grants, migrations.RunPython.noop),
        migrations.RemoveField(model_name="client", name="secret_digest"),
        migrations.AddField(
            model_name="client", name="keys", field=models.TextField(default="[]"), preserve_default=False
        ),
        migrations.AddField(
            model_name="grant", name="key", field=models.CharField(blank=True, default="", max_length=43)
        ),
        migrations.CreateModel(
            name="PushedRequest",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("asked", models.TextField()),
                ("key", models.CharField(blank=True, default="", max_length=43)),
                ("opened_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(db_index=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="federation.client"
                    ),
                ),
            ],
        ),
    ]
