"""From answers to an application that may be submitted: who asks, what they answered, which files they name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from openhall.blocks.cases.actions.submit import AnswersRefused, Application
from openhall.blocks.cases.deadlines import due_day, statutory_day
from openhall.blocks.cases.held import Held, held_answers, may_be_checked_later
from openhall.blocks.catalogue.facade import Catalogue, Service, form_of
from openhall.blocks.documents.facade import SAMPLE_OWNER, StoredFile, file_of, is_secret_of_file
from openhall.blocks.exchange.facade import DatedFact, StatedAnswer
from openhall.blocks.forms.facade import FileFacts, FileGiven, Form, owner_of
from openhall.blocks.identity.facade import (
    OWN_AUDIENCES,
    NotConfirmed,
    NotMandated,
    NotYours,
    OrganisationNeeded,
    RoleForbids,
    Scope,
    Visitor,
    acting_by,
    may_act_for,
    may_help,
    organisation_for,
)
from openhall.kernel.errors import Refusal


class SignInNeeded(Refusal):
    """The service asks who the applicant is, and nobody is signed in at that level."""

    code = "sign-in-needed"


class MoreProofNeeded(Refusal):
    """Somebody is signed in, and not as surely as the service needs: ``required_level``."""

    code = "more-proof-needed"


class NotEligible(Refusal):
    """A rule of the service says no; ``rule`` has the reason and what else can be done."""

    code = "not-eligible"

    def __init__(self, rule: Any) -> None:  # noqa: ANN401 - a rule of the definition
        super().__init__(rule=rule.id)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, for which organisation (empty: let the hall choose; ``MYSELF``: for none), and what they hold.

    ``giver`` is the person for whom they do it by a mandate, or empty: then it is that person's, and no firm's.

    ``reference`` is that of the draft and ``draft_serial`` its last change, or empty. ``file_secrets`` prove
    that a guest's uploads are theirs. ``held`` are the facts of the draft that nobody was asked for, ``stated`` the
    answers that the person gave in the place of a source that did not answer.
    """

    visitor: Visitor
    on_behalf_of: str = ""
    reference: str = ""
    draft_serial: int = 0
    file_secrets: Mapping[str, str] = field(default_factory=dict)
    giver: str = ""
    held: tuple[DatedFact, ...] = ()
    stated: tuple[StatedAnswer, ...] = ()

    @property
    def person(self) -> str:
        """Return whose the application is."""
        return self.giver or self.visitor.id


def prepare_application(  # noqa: PLR0913 - an application is these things
    *,
    catalogue: Catalogue,
    service: Service,
    answers: Mapping[str, Any],
    applicant: Applicant,
    channel: str,
    language: str,
    now: datetime,
) -> Application:
    """Return what may be submitted, or raise the refusal that says what is missing."""
    _check_level(service.level_to_sign, applicant)
    _check_mandate(service, applicant)
    form = form_of(service, catalogue.jurisdiction)
    organisation = organisation_of(service, applicant)
    if organisation and not may_act_for(applicant.visitor, organisation, Scope.SUBMIT):
        raise RoleForbids(organisation=organisation)
    held, stated = applicant.held, applicant.stated
    if not applicant.reference:
        left_out = _left_out(catalogue, service, applicant, organisation, answers, now)
        answers = {**left_out.answers, **answers}
        held, stated = tuple(left_out.dated[fact] for fact in left_out.facts.values()), left_out.later
    files = _Files(applicant)
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    checked = form.check(answers, today=today, files=files.facts, drop_unasked=bool(applicant.reference))
    if checked.faults:
        raise AnswersRefused(checked.faults)
    rule = form.stopped_by(checked.answers)
    if rule is not None:
        raise NotEligible(rule)
    _check_level(form.level_of(checked.answers), applicant)
    return Application(
        catalogue=catalogue,
        service=service,
        answers=checked.answers,
        files=tuple(files.named(form, checked.answers)),
        person=applicant.person,
        helper=applicant.visitor.id if applicant.giver else "",
        organisation=organisation,
        channel=channel,
        language=language,
        due_on=due_day(catalogue, service, now),
        statutory_on=statutory_day(catalogue, service, now),
        draft=applicant.reference,
        draft_serial=applicant.draft_serial,
        file_secrets=applicant.file_secrets,
        held=held,
        stated=stated,
    )


def _left_out(
    catalogue: Catalogue,
    service: Service,
    applicant: Applicant,
    organisation: str,
    answers: Mapping[str, Any],
    now: datetime,
) -> Held:
    """Return what programs may leave out, for it is held; what the form does not ask of these answers is not added."""
    form, person = form_of(service, catalogue.jurisdiction), applicant.person
    # Also what was given in full is looked at where a source may be down: then it is the person's word alone.
    if not any(
        each.question.prefill and (each.id not in answers or may_be_checked_later(catalogue, each.question.prefill))
        for each in form.asked
    ):
        return Held()
    held = held_answers(
        catalogue=catalogue,
        service=service,
        person=person,
        organisation=organisation,
        helper=applicant.visitor.id if applicant.giver else "",
        acting=acting_by(applicant.visitor, applicant.giver),
        now=now,
    )
    filled = {**held.answers, **answers}
    added = [name for name in held.answers if name not in answers and form.by_id[name].applies(filled)]
    return replace(
        held,
        answers={name: held.answers[name] for name in added},
        facts={name: held.facts[name] for name in added},
    )


def _check_level(needed: int, applicant: Applicant) -> None:
    """Raise the refusal of whoever is not known surely enough to submit.

    At a counter that is the person who stands there, as the paper proved them, and not only the officer.
    """
    visitor, acting = applicant.visitor, acting_by(applicant.visitor, applicant.giver)
    level = min(visitor.level, acting.level) if acting else visitor.level
    if level >= needed:
        return
    if visitor.is_guest:
        raise SignInNeeded(level=needed)
    raise MoreProofNeeded(level=level, required_level=needed)


def _check_mandate(service: Service, applicant: Applicant) -> None:
    """Raise the refusal of a helper who may not submit this, or, at a counter, may not yet."""
    giver = applicant.giver
    if not giver or may_help(applicant.visitor, giver, service.id, Scope.SUBMIT):
        return
    acting = acting_by(applicant.visitor, giver)
    is_waiting = acting is not None and acting.office and may_help(applicant.visitor, giver, service.id, Scope.FILL)
    raise NotConfirmed(giver=giver) if is_waiting else NotMandated(giver=giver)


def organisation_of(service: Service, applicant: Applicant) -> str:
    """Return the organisation that an application is for, or an empty text for the applicant themselves.

    Somebody without any may still use a service for firms: one of them registers the first. A mandate of a person is
    for what people use.
    """
    if applicant.giver:
        if not OWN_AUDIENCES.intersection(service.audience):
            raise NotYours(organisation=applicant.giver)
        return ""
    try:
        found = organisation_for(applicant.visitor, service.audience, named=applicant.on_behalf_of)
    except OrganisationNeeded as needed:
        if needed.fitting:
            raise
        return ""
    return found.id if found else ""


def usable_files(applicant: Applicant) -> Callable[[str], FileFacts | None]:
    """Return what tells a form of the files that ``applicant`` may use: nothing of those of others."""
    return _Files(applicant).facts


class _Files:
    """The uploads that an applicant may use."""

    def __init__(self, applicant: Applicant) -> None:
        self._owners = {owner_of(applicant.person, applicant.reference), SAMPLE_OWNER}
        self._secrets = applicant.file_secrets
        self._found: dict[str, StoredFile] = {}

    def facts(self, file_id: str) -> FileFacts | None:
        """Return what the form asks of a file: nothing of one that is somebody else's."""
        file = file_of(file_id)
        if file is None or not self._is_ours(file):
            return None
        self._found[file_id] = file
        return FileFacts(kind=file.kind, size=file.size)

    def _is_ours(self, file: StoredFile) -> bool:
        return file.owner in self._owners or is_secret_of_file(file.id, self._secrets.get(file.id, ""))

    def named(self, form: Form, answers: Mapping[str, Any]) -> Iterator[StoredFile]:
        """Yield the files that accepted answers name, each once."""
        for asked in form.asked:
            if isinstance(asked.kind, FileGiven) and asked.id in answers:
                given = answers[asked.id]
                yield from (self._found[each] for each in (given if isinstance(given, list) else [given]))
