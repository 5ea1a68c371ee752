"""The database itself keeps rights honest: what was decided or held stays known, and nobody works for two offices."""

from django.db import migrations

from openhall.blocks.journal.facade import guarding

_OPEN_HOLDING = (
    "SELECT 1 FROM authorities_holding h JOIN authorities_postrow p ON p.id = h.post_id WHERE h.ended_at IS NULL"
)
#: One condition for each table and act, in words that both databases understand: refused when it holds.
_REFUSED = {
    ("postrow", "DELETE"): "TRUE",
    ("postrow", "UPDATE"): (
        "NEW.id <> OLD.id OR (NEW.authority <> OLD.authority"
        " AND EXISTS (SELECT 1 FROM authorities_holding h WHERE h.post_id = OLD.id AND h.ended_at IS NULL))"
    ),
    ("rightschange", "DELETE"): "TRUE",
    ("rightschange", "INSERT"): "NEW.state <> 'proposed'",
    ("rightschange", "UPDATE"): (
        "OLD.state <> 'proposed' OR NEW.id <> OLD.id OR NEW.authority <> OLD.authority OR NEW.kind <> OLD.kind"
        " OR NEW.post <> OLD.post OR NEW.person <> OLD.person OR NEW.proposal <> OLD.proposal"
        " OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_for <> OLD.proposed_for"
        " OR NEW.proposed_at <> OLD.proposed_at"
    ),
    ("holding", "INSERT"): (
        "EXISTS (SELECT 1 FROM authorities_postrow c WHERE c.id = NEW.post_id AND c.closed_at IS NOT NULL)"  # noqa: S608 - words of ours
        f" OR EXISTS ({_OPEN_HOLDING} AND h.person_id = NEW.person_id"
        " AND p.authority <> (SELECT n.authority FROM authorities_postrow n WHERE n.id = NEW.post_id))"
    ),
    ("holding", "UPDATE"): (
        "OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.post_id <> OLD.post_id OR NEW.person_id <> OLD.person_id"
        " OR NEW.begun_at <> OLD.begun_at OR NEW.is_defined <> OLD.is_defined"
        " OR COALESCE(NEW.given_by_id, 0) <> COALESCE(OLD.given_by_id, 0)"
    ),
    # Only people of a demonstration leave, with everything of theirs.
    ("holding", "DELETE"): "EXISTS (SELECT 1 FROM identity_person i WHERE i.id = OLD.person_id AND NOT i.is_demo)",
    ("substitute", "INSERT"): (
        f"NOT EXISTS ({_OPEN_HOLDING} AND h.id = NEW.holding_id AND h.person_id <> NEW.person_id"  # noqa: S608 - as above
        " AND EXISTS (SELECT 1 FROM authorities_holding o JOIN authorities_postrow q ON q.id = o.post_id"
        " WHERE o.person_id = NEW.person_id AND o.ended_at IS NULL AND q.authority = p.authority))"
    ),
    ("substitute", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.holding_id <> OLD.holding_id OR NEW.person_id <> OLD.person_id"
        " OR NEW.begins_at <> OLD.begins_at OR NEW.ends_at > OLD.ends_at"
        " OR NEW.named_by <> OLD.named_by OR NEW.named_at <> OLD.named_at"
    ),
    ("substitute", "DELETE"): (
        "NOT EXISTS (SELECT 1 FROM identity_person i WHERE i.is_demo AND (i.id = OLD.person_id"
        " OR i.id = (SELECT h.person_id FROM authorities_holding h WHERE h.id = OLD.holding_id)))"
    ),
}
_TOLD = "authorities: this right cannot be, or is kept as it was"


class Migration(migrations.Migration):
    """Guard rights."""

    dependencies = [("authorities", "0001_first"), ("identity", "0001_first")]
    operations = [guarding("authorities", _TOLD, _REFUSED)]
