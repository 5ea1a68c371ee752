"""The database itself keeps what was decided, asked for, answered and written as it was."""

from django.db import migrations

from openhall.blocks.journal.facade import guarding

_FOR_EVER = ("judgement", "supplement", "letter", "pass", "actkey", "caseevent")
_REFUSED = {
    **{(table, act): "TRUE" for table in _FOR_EVER for act in ("UPDATE", "DELETE")},
    ("ask", "DELETE"): "TRUE",
    ("ask", "UPDATE"): (
        "OLD.state <> 'open' OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.number <> OLD.number"
        # In quotes: PostgreSQL takes the bare word for one of its own.
        ' OR NEW.task <> OLD.task OR NEW."by" <> OLD."by" OR NEW.questions <> OLD.questions OR NEW.words <> OLD.words'
        " OR NEW.why <> OLD.why OR NEW.until <> OLD.until OR NEW.leaf <> OLD.leaf"
    ),
    # A refusal stands on what somebody judged: the hall refuses nobody by itself.
    ("case", "UPDATE"): (
        "NEW.decision = 'refused' AND OLD.decision <> 'refused' AND NOT EXISTS"
        " (SELECT 1 FROM cases_judgement j WHERE j.case_id = NEW.id AND j.decision = 'refuse')"
    ),
    ("case", "INSERT"): "NEW.decision = 'refused'",
    ("case", "DELETE"): "TRUE",
}


class Migration(migrations.Migration):
    """Guard what was done with a case."""

    dependencies = [("cases", "0002_flow")]
    operations = [guarding("cases", "cases: what was done is kept as it was", _REFUSED)]
