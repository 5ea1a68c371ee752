"""Letters in inboxes, what went out with them, and what people chose."""

from django.db import models
from django.db.models import Q

from openhall.blocks.messages.definitions import CHOICES, MAIL_FIRST, Channel, State


class InboxMessage(models.Model):
    """A letter. ``sealed`` holds its words under ``owner``; only ``read_at`` ever changes, and once.

    ``titles`` are its subjects by language, for lists: nothing personal stands in the subject of a letter.
    """

    id = models.CharField(max_length=32, primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=12)
    owner = models.CharField(max_length=80)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True, default="")
    authority = models.CharField(max_length=100, blank=True, default="")
    service = models.CharField(max_length=200, blank=True, default="")
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    paper = models.CharField(max_length=64, blank=True, default="")
    has_legal_effect = models.BooleanField(default=False)
    titles = models.TextField()
    sealed = models.BinaryField()
    sent_at = models.DateTimeField()
    delivered_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-delivered_at", "-id"], name="messages_of_person"),
            models.Index(fields=["organisation", "-delivered_at", "-id"], name="messages_of_organisation"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(person=""), name="messages_has_a_person"),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(read_at__gte=models.F("delivered_at")),
                name="messages_read_after_delivery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.template}"


class Delivery(models.Model):
    """A notice on its way: one for each key and channel, so that no second one can ever be begun.

    ``sealed`` holds the address, and in a demonstration also the words. ``provider`` is who was called last,
    ``called_at`` when: a call that nobody has ended is in doubt.
    """

    key = models.CharField(max_length=120)
    channel = models.CharField(max_length=4)
    subject = models.CharField(max_length=12)
    owner = models.CharField(max_length=80)
    person = models.CharField(max_length=64, blank=True, default="")
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, default=State.QUEUED)
    provider = models.CharField(max_length=80, blank=True, default="")
    provider_reference = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-made_at", "-id"], name="messages_newest")]
        constraints = [
            models.UniqueConstraint(fields=["key", "channel"], name="messages_one_for_each_channel"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="messages_known_channel"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="messages_known_state"),
            models.CheckConstraint(condition=Q(state=State.QUEUED) | ~Q(provider=""), name="messages_called_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.channel} {self.state}"


class Preference(models.Model):
    """How a person wants to be written to."""

    person = models.CharField(max_length=64, primary_key=True)
    language = models.CharField(max_length=10, blank=True, default="")
    letters = models.CharField(max_length=5, default=MAIL_FIRST)
    reminders = models.CharField(max_length=5, default=MAIL_FIRST)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(letters__in=list(CHOICES), reminders__in=list(CHOICES)), name="messages_known_choice"
            ),
        ]

    def __str__(self) -> str:
        return self.person
