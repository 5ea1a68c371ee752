"""Offices see the cases that they lead or are invited to, and no others: PostgreSQL itself sees to it.

What is counted in public is counted from an index alone; the policy looks at the reference, so that stands in it too.
"""

from django.db import migrations, models

from openhall.blocks.authorities.facade import OFFICE, Wall, trigger_of_the_hall, walling

_LEAD = """
INSERT INTO processes_part (subject, authority, leads) {}
ON CONFLICT (subject, authority) DO UPDATE SET leads = true"""
_LEADS = """
CREATE TRIGGER cases_case_leads AFTER INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_lead()"""
_IN_SIGHT = """
CREATE FUNCTION cases_in_sight(wanted bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM cases_case c WHERE c.id = wanted);
END $$"""
_BEFORE = (
    "SELECT set_config('openhall.scope', 'hall', true)",
    _LEAD.format("SELECT reference, authority, true FROM cases_case"),
    trigger_of_the_hall("cases_lead", _LEAD.format("VALUES (NEW.reference, NEW.authority, true)")),
    _LEADS,
    _IN_SIGHT,
)
_UNDO = ("DROP FUNCTION cases_in_sight(bigint)", "DROP FUNCTION cases_lead() CASCADE")
_OF_A_CASE = Wall("cases_in_sight(case_id)", "cases_in_sight(case_id)")
#: Asks and letters are numbered, so an office counts also those of others; which ones it reads, the program says.
_BELOW = ("caseevent", "judgement", "ask", "supplement", "letter", "pass", "working")
_WALLS = {
    # A case is made by the hall, never by an office.
    "cases_case": Wall(f"authority = {OFFICE} OR processes_takes_part(reference)", "processes_takes_part(reference)"),
    **{f"cases_{table}": _OF_A_CASE for table in _BELOW},
}


class Migration(migrations.Migration):
    """Wall in cases and what belongs to them."""

    dependencies = [("cases", "0004_desk"), ("processes", "0004_walls")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="cases_counted"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["authority", "status", "decided_on", "due_on", "pauses", "passes", "kept_by", "reference"],
                name="cases_counted",
            ),
        ),
        walling(_WALLS, before=_BEFORE, undo=_UNDO),
    ]
