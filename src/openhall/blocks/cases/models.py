"""Cases and their history."""

from operator import attrgetter
from typing import Any

from django.db import models

from openhall.blocks.cases.agreed import Agreement  # noqa: F401 - a model of this block
from openhall.blocks.cases.award_models import CaseAward  # noqa: F401 - as above
from openhall.blocks.cases.rules import AskState, Decision, EventKind, Side, Status, Why

#: What acts change of a case; the rest stays as it was submitted.
# fmt: off
_MOVING = (
    "status", "decision", "holder", "holder_since", "due_on", "statutory_on", "decided_at", "decided_on", "paused_on",
    "pauses", "passes", "kept_by", "acts", "person",
)
# fmt: on
_moving = attrgetter(*_MOVING)


class Case(models.Model):
    """What somebody submitted, and where it stands.

    ``sealed`` holds the answers under the key ``owner``. ``leaf`` is the record in the log that proves the
    submission. ``caller`` and ``key`` say which request made it: the database refuses a second one.
    ``holder`` is who has to act now: an authority's id, or ``applicant``. ``paused_on`` is the day since which the
    applicant has the ball, ``pauses`` how often that was so. ``passes`` counts how often an office handed it on, and
    ``kept_by`` is the post that has to keep it after the second time. ``acts`` counts what was done, so that a page
    that was drawn before somebody else acted is noticed. ``decided_on`` is the jurisdiction's day of ``decided_at``.
    ``person`` is empty for a guest, until somebody keeps the case on their own page.
    """

    reference = models.CharField(max_length=12, unique=True)
    service = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    authority = models.CharField(max_length=100)
    person = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=64, blank=True)
    #: Who submitted it for the person, by a mandate; empty: they did it themselves.
    helper = models.CharField(max_length=64, blank=True, default="", db_default="")
    owner = models.CharField(max_length=80)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    decision = models.CharField(max_length=10, blank=True)
    holder = models.CharField(max_length=100)
    holder_since = models.DateTimeField()
    sealed = models.BinaryField()
    submitted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    statutory_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    paused_on = models.DateField(null=True)
    pauses = models.PositiveSmallIntegerField(default=0)
    passes = models.PositiveSmallIntegerField(default=0)
    kept_by = models.CharField(max_length=80, default="", blank=True)
    acts = models.PositiveIntegerField(default=0)
    leaf = models.BigIntegerField(unique=True)
    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    body = models.CharField(max_length=64)

    #: What moves, as the database has it.
    _stored: tuple[Any, ...] = ()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-submitted_at"], name="cases_of_person"),
            models.Index(
                fields=["organisation", "-submitted_at"],
                condition=~models.Q(organisation=""),
                name="cases_of_organisation",
            ),
            # Everything that is counted in public stands in it, and what row security asks for: the table is not read.
            models.Index(
                fields=["authority", "status", "decided_on", "due_on", "pauses", "passes", "kept_by", "reference"],
                name="cases_counted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="cases_one_for_each_request"),
            models.CheckConstraint(condition=models.Q(status__in=list(Status)), name="cases_known_status"),
            models.CheckConstraint(condition=models.Q(decision__in=["", *Decision]), name="cases_known_decision"),
            models.CheckConstraint(
                condition=models.Q(status=Status.DECIDED) | models.Q(decision=""), name="cases_decision_when_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.service} {self.status}"

    def note_stored(self) -> None:
        """Take the row as the database has it now."""
        self._stored = _moving(self)

    def moved(self) -> list[str]:
        """Return what was changed since: an act that touches few columns touches few indexes."""
        return [name for name, new, old in zip(_MOVING, _moving(self), self._stored, strict=True) if new != old]


class CaseEvent(models.Model):
    """One thing that happened to a case, as its owner may read it: never anything that they typed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    actor = models.CharField(max_length=100)
    holder = models.CharField(max_length=100)
    #: The task that it is about, the office whose act it was, and its result or a count: ids, never words.
    node = models.CharField(max_length=80, default="", blank=True)
    office = models.CharField(max_length=100, default="", blank=True)
    detail = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(EventKind)), name="cases_known_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Judgement(models.Model):
    """What an officer decided at one task, and what it rests on. It never changes (migration 0003).

    ``reasons`` and ``appeal`` hold the texts, in all languages, as they were given; ``facts`` the ids of the questions
    that the reasons rest on. ``note`` is sealed: somebody wrote it freely.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="judgements")
    task = models.BigIntegerField(unique=True)
    node = models.CharField(max_length=80)
    authority = models.CharField(max_length=100)
    post = models.CharField(max_length=80)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    decision = models.CharField(max_length=20)
    reasons = models.TextField(default="[]")
    facts = models.TextField(default="[]")
    appeal = models.TextField(default="{}")
    note = models.BinaryField(null=True)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decision="refuse")
                | ~(models.Q(reasons="[]") | models.Q(facts="[]") | models.Q(appeal="{}")),
                name="cases_no_refusal_without_reason_facts_and_appeal",
            ),
            models.CheckConstraint(condition=~models.Q(by=""), name="cases_somebody_decides"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.decision}"


class CaseFee(models.Model):
    """What an officer says that a case costs, where nobody else has told it. It never changes; the newest one counts.

    ``minor`` are minor units. ``reason`` is sealed: an officer wrote it freely, for the applicant to read.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fees")
    task = models.BigIntegerField(unique=True)
    authority = models.CharField(max_length=100)
    post = models.CharField(max_length=80)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    minor = models.BigIntegerField()
    reason = models.BinaryField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minor__gte=0), name="cases_no_fee_below_nothing"),
            models.CheckConstraint(condition=~models.Q(by=""), name="cases_somebody_sets_the_fee"),
        ]

    def __str__(self) -> str:
        return f"fee of task {self.task}"


class Ask(models.Model):
    """What an officer asks the applicant for: questions to answer again, papers to send. The clock stands meanwhile.

    ``number`` counts the asks of a case. ``words`` is sealed, with a supervisor's reason from the second on (``why``).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="asks")
    number = models.PositiveSmallIntegerField()
    task = models.BigIntegerField()
    authority = models.CharField(max_length=100)
    post = models.CharField(max_length=80)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    until = models.DateField()
    questions = models.TextField()
    words = models.BinaryField()
    why = models.CharField(max_length=500, default="", blank=True)
    state = models.CharField(max_length=10, default=AskState.OPEN)
    ended_at = models.DateTimeField(null=True)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_asks_are_counted"),
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(state="open"), name="cases_one_open_ask_for_a_task"
            ),
            models.CheckConstraint(condition=models.Q(state__in=list(AskState)), name="cases_known_ask"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(why=""), name="cases_a_second_pause_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"ask {self.number} {self.state}"


class Supplement(models.Model):
    """Answers that came later, sealed as those of the case are: they stand over the earlier ones, which stay."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supplements")
    ask = models.OneToOneField(Ask, on_delete=models.PROTECT, related_name="supplement")
    at = models.DateTimeField()
    sealed = models.BinaryField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"supplement {self.at:%Y-%m-%d %H:%M}"


class Letter(models.Model):
    """What officer and applicant write to each other about a case; the words are sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    side = models.CharField(max_length=10)
    authority = models.CharField(max_length=100, default="", blank=True)
    by = models.CharField(max_length=64)
    words = models.BinaryField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_letters_are_counted"),
            models.CheckConstraint(condition=models.Q(side__in=list(Side)), name="cases_known_side"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.at:%Y-%m-%d %H:%M}"


class Pass(models.Model):
    """An office handed a task to another one, and why; ``number`` counts these for a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    task = models.BigIntegerField()
    from_authority = models.CharField(max_length=100)
    to_authority = models.CharField(max_length=100)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_passes_are_counted"),
            models.CheckConstraint(condition=models.Q(number__lte=2), name="cases_passed_on_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.from_authority} to {self.to_authority}"


class Remark(models.Model):
    """Why an officer did something to a case, such as to waive its fee: sealed; ``part`` says where it belongs."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=80)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="cases_one_remark_for_each")]

    def __str__(self) -> str:
        return self.part


class Working(models.Model):
    """What an officer has typed at a case and not sent yet, so that it is never lost: sealed, and gone once it is sent.

    ``task`` is 0 for what belongs to no task. ``form`` is the form's short name. ``instead_of`` is for whom ``person``
    stood in: it goes back to them when that ends.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    task = models.BigIntegerField()
    form = models.CharField(max_length=20)
    person = models.CharField(max_length=64)
    instead_of = models.CharField(max_length=64, default="", blank=True)
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "task", "form", "person", "instead_of"], name="cases_one_working_note_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.task}"


class Tally(models.Model):
    """How the authorities do, as it was counted last: one row. ``body`` is JSON."""

    at = models.DateTimeField()
    body = models.TextField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ActKey(models.Model):
    """An act on a case that a person or program may send twice: the second time it is the same act."""

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="cases_each_act_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key[:8]}"


class Erasure(models.Model):
    """A case of which nothing can be read any more: when, by whom, why. It never changes (migration 0015)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    why = models.CharField(max_length=12)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(why__in=list(Why)), name="cases_erased_for_a_reason"),
            models.CheckConstraint(condition=~models.Q(by=""), name="cases_somebody_erases"),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.at:%Y-%m-%d %H:%M}"


class Hold(models.Model):
    """A case that may not be erased for now, because a court or another inquiry needs it; ``reason`` is sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    reason = models.BinaryField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, default="", blank=True)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_holds_are_counted"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="cases_one_hold_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(by=""), name="cases_somebody_holds"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="cases_somebody_ends_a_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.number}"
