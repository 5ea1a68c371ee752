"""Run by `tools.bench.inside`: officers for offices of a hall that is no demonstration, and work for them.

Reads what is wanted from its input, and writes who there is and what there is to do. Officers get every post of their
office, and a session as signing in gives it; the work is submitted by the hall's own code.
"""

import secrets
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice

import msgspec
from django.db import transaction

from openhall.blocks.authorities.facade import office_of, posts_of
from openhall.blocks.authorities.models import Holding
from openhall.blocks.authorities.offices import keep_offices_of
from openhall.blocks.cases.facade import Applicant, Request, hash_of, prepare_application, submit_application
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import GUEST, begin_session, keep_officer
from openhall.blocks.processes.facade import TaskFacts, TaskState, tasks_of
from openhall.kernel.visits import SESSION_COOKIE
from tools.bench.applying.subjects import Subject
from tools.bench.desk.work import Officer, Task, Wanted, Work

_AT_ONCE = 500
#: An officer with this in their id is ours.
_MARK = "bench-"
#: The desk opens to two ways to sign in, or to this one.
_STRONG = "passkey"


def main() -> int:
    """Write what was asked for."""
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=Wanted)
    now = datetime.now(UTC)
    tasks = list(_tasks(wanted.subjects, wanted.tasks, now))
    authorities = sorted({*wanted.authorities, *(task.authority for task in tasks)})
    with_posts = (each for each in sorted(current_catalogue().authorities) if each not in authorities)
    authorities += islice((each for each in with_posts if posts_of(each)), wanted.others)
    with transaction.atomic():
        officers = [hired(authority, number, now) for authority in authorities for number in range(wanted.officers)]
    sys.stdout.buffer.write(msgspec.json.encode(Work(officers, tasks)))
    return 0


def hired(authority: str, number: int, now: datetime) -> Officer:
    """Return an officer of ``authority`` with each of its posts, who is signed in as the desk asks for."""
    person = f"{_MARK}{number}-{secrets.token_hex(4)}"
    keep_officer(person=person, name={"en": f"Officer {number}"})
    for post in posts_of(authority):
        Holding.objects.create(post_id=post.id, person_id=person, begun_at=now)
    keep_offices_of([person])
    if office_of(person, now=now) is None:
        raise RuntimeError(f"{authority} has no post: nobody works there")
    return Officer(authority, person, f"{SESSION_COOKIE}={begin_session(person=person, adapter=_STRONG, now=now)}")


def _tasks(subjects: Sequence[Subject], count: int, now: datetime) -> Iterator[Task]:
    """Submit until there are so many tasks that can be approved, of the services that lead to one."""
    leading = [each for each in subjects if _submitted(each, now) is not None] if count else []
    if count and not leading:
        raise RuntimeError("none of these services leads to an officer: there is nothing to complete")
    turns = islice(cycle(leading), count)
    while part := list(islice(turns, _AT_ONCE)):
        with transaction.atomic():
            found = [_submitted(subject, now) for subject in part]
        yield from (Task(task.id, task.subject, task.authority) for task in found if task)


def _submitted(subject: Subject, now: datetime) -> TaskFacts | None:
    catalogue = current_catalogue()
    service = catalogue.service(subject.service)
    if service is None:
        raise RuntimeError(f"{subject.service} is not published")
    application = prepare_application(
        catalogue=catalogue,
        service=service,
        answers=subject.answers,
        applicant=Applicant(GUEST),
        channel="api",
        language="en",
        now=now,
    )
    request = Request("bench", hash_of(secrets.token_bytes(16)), hash_of(b""))
    reference = submit_application(application=application, request=request, now=now).reference
    open_ = (task for task in tasks_of(reference) if task.state == TaskState.OPEN and "approve" in task.decisions)
    return next(open_, None)


if __name__ == "__main__":
    sys.exit(main())
