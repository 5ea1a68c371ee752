"""What was fetched by whom, what people consented to, and copies for the days on which a source is down."""

from django.db import models
from django.db.models import Q

from openhall.blocks.exchange.definitions import CheckState, Outcome

_OUTCOMES = [str(each) for each in Outcome]
_CHECKS = [str(each) for each in CheckState]


class Consent(models.Model):
    """A person lets the facts of one source be fetched, until they withdraw it."""

    person = models.CharField(max_length=64)
    source = models.CharField(max_length=80)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source"], condition=Q(withdrawn_at=None), name="exchange_one_consent_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="exchange_given_before_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.source}"


class Fetch(models.Model):
    """One source was asked about one person for one purpose. It names facts and holds none of their values.

    Who looks at their own again on the same day for the same matter is one row (``day``), however many pages it takes;
    whatever others ask is a row each. A row never changes.
    """

    at = models.DateTimeField()
    day = models.DateField(null=True)
    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True, default="")
    source = models.CharField(max_length=80)
    facts = models.TextField()
    service = models.CharField(max_length=200, blank=True, default="")
    authority = models.CharField(max_length=100, blank=True, default="")
    subject = models.CharField(max_length=40, blank=True, default="")
    actor = models.CharField(max_length=120)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    predicate = models.CharField(max_length=60, blank=True, default="")
    purpose = models.CharField(max_length=120, blank=True, default="")
    outcome = models.CharField(max_length=10)
    as_of = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="exchange_of_person"),
            models.Index(fields=["subject"], name="exchange_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "person",
                    "organisation",
                    "source",
                    "service",
                    "subject",
                    "actor",
                    "predicate",
                    "facts",
                    "day",
                    "outcome",
                ],
                name="exchange_one_line_a_day",
            ),
            models.CheckConstraint(condition=Q(outcome__in=_OUTCOMES), name="exchange_known_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.source} {self.outcome}"


class Copy(models.Model):
    """The last answer of an outside source about somebody: dated, with the source's own signature, and sealed."""

    person = models.CharField(max_length=64)
    organisation = models.CharField(max_length=64, blank=True, default="")
    source = models.CharField(max_length=80)
    owner = models.CharField(max_length=80)
    as_of = models.DateTimeField()
    fetched_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "source"], name="exchange_one_copy"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.source}"


class Stated(models.Model):
    """An answer in the place of a source that did not answer, and what the source says of it since.

    ``subject`` is the matter and ``owner`` the key that seals it. ``said`` is what the source says where that is
    something else, sealed. ``seen_by`` is the officer who noted it.
    """

    subject = models.CharField(max_length=40)
    question = models.CharField(max_length=80)
    fact = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    authority = models.CharField(max_length=100)
    owner = models.CharField(max_length=80)
    stated_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=CheckState.WAITING)
    checked_at = models.DateTimeField(null=True)
    as_of = models.DateTimeField(null=True)
    said = models.BinaryField(null=True)
    seen_by = models.CharField(max_length=64, default="", blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Both hold a few rows: what waits for a source, and what no officer has noted yet.
            models.Index(fields=["source", "id"], condition=Q(state="waiting"), name="exchange_to_be_checked"),
            models.Index(
                fields=["authority", "checked_at"],
                condition=Q(state="differs", seen_by=""),
                name="exchange_that_differ",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "question"], name="exchange_stated_once"),
            models.CheckConstraint(condition=Q(state__in=_CHECKS), name="exchange_known_check"),
            models.CheckConstraint(
                condition=Q(state="waiting", checked_at=None) | (~Q(state="waiting") & Q(checked_at__isnull=False)),
                name="exchange_checked_at_some_time",
            ),
            models.CheckConstraint(condition=Q(said=None) | Q(state="differs"), name="exchange_said_where_it_differs"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.question} {self.state}"


class Silence(models.Model):
    """A source that does not answer: since when, and when it is asked again. A source that answers has no row."""

    source = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField()
    failures = models.PositiveIntegerField(default=1)
    again_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source} since {self.since:%Y-%m-%d}"


class UsedNonce(models.Model):
    """A signed request that was taken: the same one is never taken twice while its signature is good."""

    key = models.CharField(max_length=100)
    nonce = models.CharField(max_length=100)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "nonce"], name="exchange_nonce_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.nonce}"
