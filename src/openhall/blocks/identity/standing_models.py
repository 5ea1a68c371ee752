"""What stands between two: accounts of one person that came together, firms of which one acts for the other, papers.

The database module brings it in; people and firms are named by their model, so that neither module needs the other.
"""

from typing import ClassVar

from django.db import models

from openhall.blocks.identity.rules import MandateState


class Joining(models.Model):
    """An account that somebody opened before they were known (``person``) became part of theirs (``into``).

    ``moved`` is JSON: which rows of which block went over, so that exactly these go back. ``address`` is the mark of
    the address that proved it, until they are parted, or can be no more.
    """

    id = models.CharField(primary_key=True, max_length=12)
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    into = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=64)
    moved = models.TextField(default="{}")
    joined_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(undone_at=None), name="identity_joined_to_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("into")), name="identity_nobody_joins_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} into {self.into_id} {self.joined_at:%Y-%m-%d %H:%M}"


class FirmMandate(models.Model):
    """A firm lets another one act for it: an accounting firm, say. ``scopes`` is a JSON list of words.

    Each person of the helping firm may do what it says, as far as their own role there goes. It is ``offered`` by a
    code, of which only the SHA-256 is kept, until somebody of the other firm takes it up.
    """

    id = models.CharField(primary_key=True, max_length=12)
    giver = models.ForeignKey("identity.Organisation", on_delete=models.CASCADE, related_name="+")
    helper = models.ForeignKey("identity.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    scopes = models.TextField()
    state = models.CharField(max_length=10)
    code = models.CharField(max_length=64, blank=True, default="")
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(MandateState)), name="identity_firm_mandate_states"
            ),
            models.CheckConstraint(
                condition=models.Q(helper__isnull=True) | ~models.Q(helper=models.F("giver")),
                name="identity_no_firm_helps_itself",
            ),
            models.UniqueConstraint(
                fields=["giver", "helper"],
                condition=models.Q(state=MandateState.LIVE),
                name="identity_one_mandate_of_two_firms",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} {self.helper_id} {self.state}"


class FirmPaper(models.Model):
    """What a firm gave on paper at a counter: a place to somebody (``role``), or a ``mandate`` to another firm.

    ``given_by`` stood there for it, ``officer`` wrote it down; ``paper`` says where that is kept, sealed for the firm.
    While a code is with whoever has not said yes, ``offer`` is its digest; ``seat`` is the place that came of it.
    """

    id = models.CharField(primary_key=True, max_length=12)
    attendance = models.ForeignKey("identity.Attendance", on_delete=models.CASCADE, related_name="+")
    firm = models.ForeignKey("identity.Organisation", on_delete=models.CASCADE, related_name="+")
    given_by = models.CharField(max_length=64)
    officer = models.CharField(max_length=64)
    person = models.CharField(max_length=64, blank=True, default="")
    role = models.CharField(max_length=30, blank=True, default="")
    offer = models.CharField(max_length=64, blank=True, default="", db_index=True)
    seat = models.BigIntegerField(null=True)
    mandate = models.ForeignKey(FirmMandate, on_delete=models.CASCADE, null=True, related_name="+")
    paper = models.BinaryField()
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role="", mandate__isnull=False) | (~models.Q(role="") & models.Q(mandate=None)),
                name="identity_firm_paper_gives_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="identity_firm_paper_says_who_undid_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.role} {self.made_at:%Y-%m-%d %H:%M}"
