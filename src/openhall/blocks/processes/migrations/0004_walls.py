"""Offices see the tasks of matters that they take part in, and no others: PostgreSQL itself sees to it.

``processes_part`` says which authority takes part in which matter. Triggers keep it, whoever writes tasks; no program
does. Every policy asks it by its key.
"""

from django.db import migrations

from openhall.blocks.authorities.facade import OFFICE, Wall, trigger_of_the_hall, walling

_PARTS = """
CREATE TABLE processes_part (
    subject varchar(20) NOT NULL,
    authority varchar(100) NOT NULL,
    leads boolean NOT NULL DEFAULT false,
    PRIMARY KEY (subject, authority)
)"""
_FILL = "INSERT INTO processes_part (subject, authority) SELECT DISTINCT subject, authority FROM processes_task"
_TAKES_PART = """
CREATE FUNCTION processes_takes_part(wanted text) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM processes_part p
        WHERE p.subject = wanted AND p.authority = substr(current_setting('openhall.scope', true), 8)
    );
END $$"""
_IN_SIGHT = """
CREATE FUNCTION processes_in_sight(wanted bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM processes_instance i WHERE i.id = wanted);
END $$"""
# An office invites another one, and never itself: it writes tasks only where it takes part.
_INVITE = """
INSERT INTO processes_part (subject, authority) SELECT DISTINCT subject, authority FROM fresh ON CONFLICT DO NOTHING"""
_HAND_ON = "INSERT INTO processes_part (subject, authority) VALUES (NEW.subject, NEW.authority) ON CONFLICT DO NOTHING"
_LEAVE = """
DELETE FROM processes_part p
WHERE p.subject = OLD.subject AND p.authority = OLD.authority AND NOT p.leads AND NOT EXISTS (
    SELECT FROM processes_task t WHERE t.subject = OLD.subject AND t.authority = OLD.authority
)"""
_INVITES = """
CREATE TRIGGER processes_task_invites AFTER INSERT ON processes_task
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION processes_invite()"""
_PASSES = """
CREATE TRIGGER processes_task_passes AFTER UPDATE OF authority ON processes_task
FOR EACH ROW WHEN (OLD.authority <> NEW.authority) EXECUTE FUNCTION processes_pass()"""
# At the end of the transaction: whoever hands something on writes that down before they leave.
_LEAVES = """
CREATE CONSTRAINT TRIGGER processes_task_leaves AFTER UPDATE OF authority ON processes_task
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.authority <> NEW.authority) EXECUTE FUNCTION processes_leave()"""
_VANISHES = """
CREATE CONSTRAINT TRIGGER processes_task_vanishes AFTER DELETE ON processes_task
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION processes_leave()"""
_BEFORE = (
    _PARTS,
    _FILL,
    _TAKES_PART,
    _IN_SIGHT,
    trigger_of_the_hall("processes_invite", _INVITE),
    trigger_of_the_hall("processes_pass", _HAND_ON),
    trigger_of_the_hall("processes_leave", _LEAVE),
    _INVITES,
    _PASSES,
    _LEAVES,
    _VANISHES,
)
_UNDO = (
    "DROP FUNCTION processes_leave() CASCADE",
    "DROP FUNCTION processes_pass() CASCADE",
    "DROP FUNCTION processes_invite() CASCADE",
    "DROP FUNCTION processes_in_sight(bigint)",
    "DROP FUNCTION processes_takes_part(text)",
    "DROP TABLE processes_part",
)
_OF_AN_INSTANCE = Wall("processes_in_sight(instance_id)", "processes_in_sight(instance_id)")
_WALLS = {
    "processes_part": Wall(f"authority = {OFFICE}", "false"),
    "processes_instance": Wall("processes_takes_part(subject)", "processes_takes_part(subject)"),
    # A list of work needs one look at each row, and none elsewhere.
    "processes_task": Wall(f"authority = {OFFICE} OR processes_takes_part(subject)", "processes_takes_part(subject)"),
    "processes_token": _OF_AN_INSTANCE,
    "processes_step": _OF_AN_INSTANCE,
}


class Migration(migrations.Migration):
    """Wall in instances, tokens, steps and tasks."""

    dependencies = [("processes", "0003_lists_of_work")]
    operations = [walling(_WALLS, before=_BEFORE, undo=_UNDO)]
