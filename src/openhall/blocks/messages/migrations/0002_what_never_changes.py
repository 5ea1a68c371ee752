"""A letter stays as it was delivered and is read once; a notice that has ended never goes out again."""

from django.db import migrations

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding

_KEPT = (
    "id",
    "key",
    "subject",
    "owner",
    "person",
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
_ENDED = "('sent', 'delivered', 'failed', 'bounced')"
_REFUSED = {
    ("inboxmessage", "DELETE"): "TRUE",
    ("inboxmessage", "UPDATE"): " OR ".join(
        ["OLD.read_at IS NOT NULL", *(f'NEW."{name}" <> OLD."{name}"' for name in _KEPT)]
    ),
    ("delivery", "DELETE"): "TRUE",
    ("delivery", "UPDATE"): (
        f"OLD.state IN {_ENDED} AND NEW.state NOT IN {_ENDED} OR NEW.attempts < OLD.attempts"
        ' OR NEW."key" <> OLD."key" OR NEW.channel <> OLD.channel OR NEW.sealed <> OLD.sealed'
    ),
}
# No office reads what people are written by the hall: it has its own page of what it wrote.
_OF_THE_HALL = Wall("false", "false")
_WALLS = dict.fromkeys(("messages_inboxmessage", "messages_delivery", "messages_preference"), _OF_THE_HALL)


class Migration(migrations.Migration):
    """Guard letters and notices, and wall them in."""

    dependencies = [("messages", "0001_first")]
    operations = [guarding("messages", "messages: what was sent and read is kept", _REFUSED), walling(_WALLS)]
