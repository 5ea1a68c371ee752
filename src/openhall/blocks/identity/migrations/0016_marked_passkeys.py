"""Passkeys that are there carry a mark too, by which it is seen that nobody changed them."""

import json
from hmac import new as hmac

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from openhall.blocks.journal.facade import server_keys

_MARK = "openhall_mark"


def _mark_all(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    # What the database holds today is believed, as it was until now.
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type="webauthn").iterator():
        said = json.dumps([str(row.user_id), row.data], sort_keys=True, separators=(",", ":"))
        row.data[_MARK] = hmac(server_keys("passkeys")[0], said.encode(), "sha256").hexdigest()
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """Mark the passkeys of everybody."""

    dependencies = [
        ("identity", "0015_firms_found"),
        ("mfa", "0003_authenticator_type_uniq"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(_mark_all, migrations.RunPython.noop)]
