"""The database itself keeps what was booked, drawn and called as it was."""

from django.db import migrations

from openhall.blocks.journal.facade import guarding

_REFUSED = {
    **{(table, "DELETE"): "TRUE" for table in ("booking", "draw", "drawticket", "walkin")},
    ("drawticket", "UPDATE"): "TRUE",
    # What has ended has ended; a place is moved by a new row, never by changing this one.
    ("booking", "UPDATE"): (
        "OLD.state <> 'booked' OR NEW.id <> OLD.id OR NEW.uid <> OLD.uid OR NEW.subject <> OLD.subject"
        " OR NEW.owner <> OLD.owner OR NEW.office <> OLD.office OR NEW.starts_at <> OLD.starts_at"
        " OR NEW.seat <> OLD.seat OR NEW.kind <> OLD.kind"
    ),
    ("draw", "UPDATE"): (
        "OLD.result <> '' OR NEW.id <> OLD.id OR NEW.commitment <> OLD.commitment OR NEW.secret <> OLD.secret"
        " OR NEW.slots <> OLD.slots OR NEW.kind <> OLD.kind OR NEW.closes_at <> OLD.closes_at"
        " OR (OLD.closed_leaf IS NOT NULL AND NEW.closed_leaf <> OLD.closed_leaf)"
    ),
    # The number of a draw's tickets is settled when it closes.
    ("drawticket", "INSERT"): (
        "EXISTS (SELECT 1 FROM appointments_draw d WHERE d.id = NEW.draw_id AND d.closed_leaf IS NOT NULL)"
    ),
    ("walkin", "UPDATE"): "OLD.called_at IS NOT NULL OR NEW.number <> OLD.number OR NEW.office <> OLD.office",
}


class Migration(migrations.Migration):
    """Guard what was booked."""

    dependencies = [("appointments", "0001_first"), ("journal", "0003_set_aside")]
    operations = [guarding("appointments", "appointments: what was booked is kept as it was", _REFUSED)]
