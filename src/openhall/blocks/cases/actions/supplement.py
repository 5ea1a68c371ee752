"""Supplement: the applicant answers just what was asked for, and the clock goes on."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction

from openhall.blocks.cases.actions.acting import Once, conductor_for, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.prepare import Applicant, usable_files
from openhall.blocks.cases.actions.submit import AnswersRefused
from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.deadlines import resume, with_as_many_left
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import Ask, Case, Supplement
from openhall.blocks.cases.parts import supplement_part
from openhall.blocks.cases.rules import AskState, EventKind
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.documents.facade import Handing, attach_files, file_of, files_of
from openhall.blocks.forms.facade import Fault, FileFacts, FileGiven, Form, owner_of
from openhall.blocks.processes.facade import move_deadline, release_task
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal

_names = msgspec.json.Decoder(tuple[str, ...])


class NothingAsked(Refusal):
    """Nothing is asked of the applicant now."""

    code = "nothing-asked"


def supplement_case(
    *, reference: str, answers: Mapping[str, Any], applicant: Applicant, now: datetime, once: Once | None = None
) -> None:
    """Take the answers to what is asked for; they stand over the earlier ones, which are kept.

    ``applicant`` has shown that the case is theirs. Several asks of different offices are answered together.
    Raise ``NothingAsked``, ``AnswersRefused`` or ``FileRefused``.
    """
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            return
        asks = open_asks(case)
        if not asks:
            raise NothingAsked
        conductor = conductor_for(case, actor=applicant.visitor.id or "guest", purpose="own", now=now)
        given = _checked(conductor, asked_by(asks), answers, applicant)
        for ask in asks:
            _keep(conductor, ask, given, applicant)
        keep_key(once, case, now)
        go_on(conductor, *asks)
        conductor.settle()


def go_on(conductor: Conductor, *asks: Ask) -> None:
    """Open the tasks of asks that are over again; with the last open ask of the case its clock goes on."""
    case = conductor.case
    today, zone = conductor.today, conductor.zone
    for ask in asks:
        # Another office may have asked earlier: each task stood only since its own question.
        since = ask.at.astimezone(zone).date()
        later = partial(with_as_many_left, conductor.catalogue, paused_on=since, today=today)
        release_task(task=ask.task, stood=today - since, later=later)
    if not open_asks(case):
        resume(case, conductor.catalogue, conductor.service, conductor.today)
        move_deadline(subject=case.reference, legal_on=case.statutory_on or case.due_on)


def open_asks(case: Case) -> list[Ask]:
    """Return what the applicant is asked for now."""
    return list(Ask.objects.filter(case=case, state=AskState.OPEN).order_by("number"))


def asked_by(asks: list[Ask]) -> tuple[str, ...]:
    """Return the questions of several asks, each once."""
    return tuple(dict.fromkeys(name for ask in asks for name in _names.decode(ask.questions)))


def with_followers(form: Form, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``names`` with the questions that are asked because of them, in the order of the form."""
    wanted = set(names)
    for each in form.asked:
        if each.condition is not None and not wanted.isdisjoint(each.condition.names):
            wanted.add(each.id)
    return tuple(each.id for each in form.asked if each.id in wanted)


def _checked(
    conductor: Conductor, asked: tuple[str, ...], answers: Mapping[str, Any], applicant: Applicant
) -> dict[str, Any]:
    """Return what was answered of what was asked, checked together with everything that was answered before."""
    form = conductor.form
    wanted = with_followers(form, asked)
    unknown = [name for name in answers if name not in wanted]
    if unknown:
        raise AnswersRefused([Fault(f"/{name}", name, "unknown-member", {"name": name}) for name in unknown])
    before = {name: value for name, value in conductor.answers().items() if name not in wanted}
    whole = {**before, **{name: value for name, value in answers.items() if value is not None}}
    kept, mine = _kept_files(conductor.case), usable_files(applicant)
    checked = form.check(
        whole, today=conductor.today, files=lambda name: kept.get(name) or mine(name), drop_unasked=True
    )
    faults = [fault for fault in checked.faults if fault.pointer.split("/")[1] in wanted]
    if faults:
        raise AnswersRefused(faults)
    return {name: checked.answers.get(name) for name in wanted}


def _kept_files(case: Case) -> dict[str, FileFacts]:
    """Return the files that are part of the case already: an answer may name them again."""
    return {file.id: FileFacts(file.kind, file.size) for file in files_of(f"case:{case.reference}")}


def _keep(conductor: Conductor, ask: Ask, given: dict[str, Any], applicant: Applicant) -> None:
    case, now = conductor.case, conductor.now
    sealed = seal_part(case, supplement_part(ask.number), {"answers": given})
    files = list(_named_files(conductor, given))
    said: dict[str, JSON] = {
        "ask": ask.number,
        "sealed_sha256": sha256(sealed).hexdigest(),
        "files_sha256": [*sorted(file.sha256 for file in map(file_of, files) if file)],
    }
    leaf = write_leaf(case, "supplemented", said, now)
    Supplement.objects.create(case=case, ask=ask, at=now, sealed=sealed, leaf=leaf)
    if files:
        whose = owner_of(case.person, case.reference)
        handing = Handing(key_owner=case.owner, actor=case.person or "guest", now=now)
        subject = f"case:{case.reference}"
        attach_files(files, owner=whose, subject=subject, secrets=applicant.file_secrets, handing=handing)
    Ask.objects.filter(pk=ask.pk).update(state=AskState.ANSWERED, ended_at=now)
    conductor.tell(EventKind.ANSWERED, actor=applicant.visitor.id or "guest", office=ask.authority)


def _named_files(conductor: Conductor, given: Mapping[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if value is not None and isinstance(conductor.form.by_id[name].kind, FileGiven):
            yield from (value if isinstance(value, list) else [value])
