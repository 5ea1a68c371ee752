"""Process models, running instances, and the tasks that wait for somebody.

Nothing here is personal: a matter is named by its reference, a person who did something by their id.
Triggers (migrations 0002, 0005 and 0006) refuse what the words here say never happens.
"""

from django.db import models
from django.db.models import F, Q

from openhall.blocks.processes.rules import TaskState


class Definition(models.Model):
    """A process model (BPMN 2.0 XML) as it was published: it never changes.

    Instances keep the one they began, unless a plan moves them into a newer one.
    """

    name = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    xml = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="processes_one_of_each_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Instance(models.Model):
    """One way through a model, for one matter. ``model`` is the name of its definition.

    ``serial`` counts a matter's instances: an objection begins another.

    ``data`` is JSON that conditions read: ids, numbers and decisions. ``next_token`` numbers the tokens. Of an instance
    that was moved into another model it also tells what its nodes were called before.
    """

    subject = models.CharField(max_length=20)
    serial = models.PositiveSmallIntegerField(default=1)
    model = models.CharField(max_length=60)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    data = models.TextField()
    next_token = models.PositiveIntegerField(default=1)
    steps = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        indexes = [
            # What runs on an older model is looked for at each publication.
            models.Index(fields=["definition", "id"], condition=Q(ended_at=None), name="processes_running"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "serial"], name="processes_one_of_each_serial"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(outcome=""), name="processes_what_ended_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}/{self.serial}"


class Token(models.Model):
    """A place where an instance waits: at a task, an event, or a gateway that joins."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="tokens")
    number = models.PositiveIntegerField()
    node = models.CharField(max_length=80)
    scope = models.PositiveIntegerField(default=0)
    item = models.SmallIntegerField(default=-1)
    via = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance", "number"], name="processes_one_of_each_token"),
        ]

    def __str__(self) -> str:
        return f"{self.node} #{self.number}"


class Task(models.Model):
    """Something that a person has to do: which office, which role, until when, and who did it.

    ``topic`` is the service, ``model`` the name of the process. ``other`` names, between commas, the tasks whose doer
    may not do this one; ``earlier`` means all of the matter's earlier instances. ``amount`` (minor units) asks for a
    post whose limit covers it; ``done_limit`` is that limit. ``legal_on`` is the day by which the whole matter is due,
    and ``pressing_on`` the earlier of both days, by which lists of work are ordered: kept here so that a list is one
    look-up.
    """

    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="tasks")
    token = models.PositiveIntegerField()
    subject = models.CharField(max_length=20, db_index=True)
    topic = models.CharField(max_length=200)
    model = models.CharField(max_length=60)
    node = models.CharField(max_length=80)
    authority = models.CharField(max_length=100)
    role = models.CharField(max_length=20)
    decisions = models.CharField(max_length=60)
    other = models.CharField(max_length=200, default="", blank=True)
    amount = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default=TaskState.OPEN)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    legal_on = models.DateField(null=True)
    pressing_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, default="", blank=True)
    claimed_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=64, default="", blank=True)
    #: Whose seat it was done from, where that was not the doer's own.
    done_for = models.CharField(max_length=64, default="", blank=True)
    done_post = models.CharField(max_length=80, default="", blank=True)
    done_limit = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        indexes = [
            # Lists of work, the most pressing first: each way to cut it is one look-up in one of these.
            models.Index(
                fields=["authority", "role", "pressing_on", "id"],
                condition=Q(state="open"),
                name="processes_work_of_an_office",
            ),
            models.Index(
                fields=["authority", "topic", "role", "pressing_on", "id"],
                condition=Q(state="open"),
                name="processes_work_of_a_service",
            ),
            models.Index(
                fields=["authority", "role", "pressing_on", "id"],
                condition=Q(state="open", claimed_by=""),
                name="processes_work_of_nobody",
            ),
            models.Index(
                fields=["authority", "topic", "role", "pressing_on", "id"],
                condition=Q(state="open", claimed_by=""),
                name="processes_free_of_a_service",
            ),
            # What stands last in these is only looked at, so that no row is fetched in vain.
            models.Index(
                fields=["authority", "role", "pressing_on", "id", "topic"],
                condition=Q(state="waiting"),
                name="processes_work_that_waits",
            ),
            models.Index(
                fields=["authority", "role", "pressing_on", "id", "topic"],
                condition=Q(state="open", escalated_at__isnull=False),
                name="processes_escalated_work",
            ),
            models.Index(
                fields=["claimed_by", "authority", "pressing_on", "id", "role", "topic"],
                condition=Q(state="open", claimed_by__gt=""),
                name="processes_work_of_one",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["instance", "token"], name="processes_one_task_for_each_token"),
            models.CheckConstraint(condition=Q(state__in=list(TaskState)), name="processes_known_state"),
            models.CheckConstraint(
                condition=~Q(state=TaskState.DONE) | ~(Q(done_by="") | Q(decision="") | Q(done_at=None)),
                name="processes_who_did_it_is_known",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(done_limit=None) | Q(done_limit__gte=F("amount")),
                name="processes_nobody_signs_above_their_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.node}"


class Step(models.Model):
    """One thing that an instance did: which node, for which item, with which result. For looking back and replaying."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="+")
    serial = models.PositiveIntegerField()
    node = models.CharField(max_length=80)
    item = models.SmallIntegerField(default=-1)
    result = models.CharField(max_length=40, default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instance", "serial"], name="processes_one_of_each_step"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.result}"


class MigrationPlan(models.Model):
    """How instances of one model go on in another of the same name, and why. It never changes.

    ``nodes`` and ``flows`` are JSON: old ids to new ones, where these differ. ``reason`` is JSON: the text that was
    given, in all languages.
    """

    from_definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    to_definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    nodes = models.TextField()
    flows = models.TextField()
    reason = models.TextField()
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_definition", "to_definition", "digest"], name="processes_one_of_each_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_definition_id} to {self.to_definition_id}"


class InstanceMigration(models.Model):
    """One instance was moved into another model, before the step ``at_step``: what it did until then is the old one's.

    It is written first. Until it ``is_applied`` the instance and its open tasks may change as never else.
    """

    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="migrations")
    plan = models.ForeignKey(MigrationPlan, on_delete=models.PROTECT, related_name="+")
    at_step = models.PositiveIntegerField()
    at = models.DateTimeField()
    is_applied = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instance"], condition=Q(is_applied=False), name="processes_one_migration_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instance_id} by {self.plan_id}"
