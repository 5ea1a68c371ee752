"""Watch tasks: a message for later looks whether a task is still not done."""

from datetime import date, datetime, timedelta

from openhall.blocks.journal.facade import post

#: The outbox's kind of message that looks at a task's clock.
TASK_CLOCK = "task-clock"
#: So long before the end of its last day somebody is reminded of a task: on the morning of the day before.
REMIND_BEFORE = timedelta(hours=39)


def watch(task: int, reference: str, last_day: date, moment: datetime, now: datetime) -> None:
    """Have a task looked at at ``moment``; a day that moves later is watched anew."""
    post(
        kind=TASK_CLOCK,
        key=f"{task}:{last_day.isoformat()}:{moment.timestamp():.0f}",
        payload={"reference": reference, "task": task},
        now=now,
        due=max(moment, now),
    )
