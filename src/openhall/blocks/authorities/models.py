"""What the block stores. Rules that look into other rows are triggers (migration 0002)."""

from django.db import models
from django.db.models import F, Q

_ROLES = ("case-officer", "supervisor", "reviewer", "administrator", "counter-clerk")
_KINDS = ("give", "appoint", "end", "create", "limit")
_SIGNED = ("accepted", "refused")
_STATES = ("proposed", *_SIGNED, "withdrawn")


class PostRow(models.Model):
    """A post. Those of the jurisdiction's files are kept as these say; others were made at the desk.

    ``is_limit_own`` tells that the limit was decided at the desk: then the files no longer say it.
    """

    id = models.CharField(primary_key=True, max_length=120)
    authority = models.CharField(max_length=80, db_index=True)
    name = models.TextField()
    role = models.CharField(max_length=20)
    rank = models.PositiveSmallIntegerField()
    limit_minor = models.PositiveBigIntegerField(null=True)
    is_limit_own = models.BooleanField(default=False)
    is_defined = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=_ROLES), name="authorities_roles_are_known"),
            models.CheckConstraint(condition=Q(rank__lte=3), name="authorities_ranks_end_at_three"),
        ]

    def __str__(self) -> str:
        return self.id


class RightsChange(models.Model):
    """A change of rights, proposed by one and signed by another; what was decided stays as it was.

    ``proposal`` is JSON. ``proposed_for`` is the officer whom the proposer stood in for, or empty. People stand
    here by id, so that a change is known for longer than they are.
    """

    authority = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    post = models.CharField(max_length=120, blank=True, default="")
    person = models.CharField(max_length=64, blank=True, default="")
    proposal = models.TextField()
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=64)
    proposed_for = models.CharField(max_length=64, blank=True, default="")
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["authority", "-id"], name="authorities_changes_of_one")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="authorities_changes_are_known"),
            models.CheckConstraint(condition=Q(state__in=_STATES), name="authorities_states_are_known"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="authorities_four_eyes"),
            models.CheckConstraint(
                condition=(Q(state__in=_SIGNED) & ~Q(decided_by="")) | (~Q(state__in=_SIGNED) & Q(decided_by="")),
                name="authorities_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.post} {self.state}"


class Holding(models.Model):
    """Somebody holds a post; it ends once, and is kept. Only people of a demonstration ever leave with theirs.

    ``given_by`` and ``ended_by`` are the changes that did it; none where it was the files, or the operator.
    """

    post = models.ForeignKey(PostRow, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_defined = models.BooleanField(default=False)
    given_by = models.ForeignKey(RightsChange, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(RightsChange, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person"], condition=Q(ended_at__isnull=True), name="authorities_a_post_is_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id}"


class Substitute(models.Model):
    """Somebody stands in for the holder of a post while they are away: from ``begins_at`` until before ``ends_at``."""

    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="substitutes")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_by = models.CharField(max_length=64)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("begins_at")), name="authorities_an_absence_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.holding_id}"
