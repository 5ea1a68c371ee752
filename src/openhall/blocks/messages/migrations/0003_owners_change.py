"""A letter goes with its owner to another account; what it says, and when it was read, stays as it was."""

from django.db import migrations

from openhall.blocks.journal.facade import guarding, unguarding

_TOLD = "messages: what was sent and read is kept"
_KEPT = (
    "id",
    "key",
    "subject",
    "owner",
    "organisation",
    "authority",
    "service",
    "template",
    "language",
    "paper",
    "has_legal_effect",
    "titles",
    "sealed",
    "sent_at",
    "delivered_at",
)


def _changed(*names: str) -> str:
    return " OR ".join(f'NEW."{name}" <> OLD."{name}"' for name in names)


#: As migration 0002 has it.
_BEFORE = {("inboxmessage", "UPDATE"): f"OLD.read_at IS NOT NULL OR {_changed(*_KEPT, 'person')}"}
_NOW = {
    ("inboxmessage", "UPDATE"): (
        "OLD.read_at IS NOT NULL AND (NEW.read_at IS NULL OR NEW.read_at <> OLD.read_at)"
        # It is read by one, or goes to another: never both at once.
        f" OR NEW.person <> OLD.person AND (OLD.read_at IS NULL AND NEW.read_at IS NOT NULL) OR {_changed(*_KEPT)}"
    )
}


class Migration(migrations.Migration):
    """Let letters go with their owner."""

    dependencies = [("messages", "0002_what_never_changes")]
    operations = [unguarding("messages", _TOLD, _BEFORE), guarding("messages", _TOLD, _NOW)]
