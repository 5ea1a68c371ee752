"""What the journal stores. Triggers (migration 0002) refuse what the words here say never happens."""

from django.db import models
from django.db.models import Q


class Record(models.Model):
    """One act, for ever as it was written down: it never changes and never vanishes.

    ``statement`` is canonical JSON and says kind, subject and time as well. ``digest`` is its SHA-256, kept so
    that a changed salt can be told from a changed statement. ``commitment`` is what the tree holds of it.
    """

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    at = models.DateTimeField()
    statement = models.TextField()
    digest = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=16)
    # Looked for by outsiders who hold nothing else; random, so two records never share one.
    commitment = models.BinaryField(max_length=32, unique=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Waiting(models.Model):
    """A record without a place. The database puts it here itself, and lets it go only once it has its place."""

    record = models.OneToOneField(
        Record, on_delete=models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )

    def __str__(self) -> str:
        return str(self.record_id)


class Place(models.Model):
    """Where a record stands in the tree: one place for each record, one record for each place, for ever."""

    # The sequencer gives the number; as an automatic key it is the row's own number in SQLite, without a second index.
    index = models.BigAutoField(primary_key=True)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="place")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(index__gte=0), name="journal_places_count_from_nought")]

    def __str__(self) -> str:
        return str(self.index)


class Tile(models.Model):
    """Up to 256 hashes of the tree; it only grows at its end."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="journal_one_of_each_tile")]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A signed note over the tree of ``size`` leaves; it never changes and never vanishes."""

    size = models.BigAutoField(primary_key=True)
    note = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gte=1), name="journal_checkpoints_hold_a_leaf")]

    def __str__(self) -> str:
        return str(self.size)


class KeyMark(models.Model):
    """The fingerprint of a key file, so that another one is not used with this database by mistake."""

    name = models.CharField(max_length=40, primary_key=True)
    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class DataKey(models.Model):
    """The key of one owner, wrapped by the master key and a secret of theirs. Destroyed, it is empty and stays so."""

    owner = models.CharField(max_length=120, primary_key=True)
    wrapped = models.BinaryField(max_length=60)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["destroyed_at"], condition=Q(destroyed_at__isnull=False), name="journal_keys_destroyed"
            )
        ]

    def __str__(self) -> str:
        return self.owner


class DataRead(models.Model):
    """Somebody read data of an owner. ``day`` is set where one row stands for a whole day of reading one's own.

    ``purpose`` and ``how`` are words of ``reads.Purpose`` and ``reads.How``. ``office`` and ``post`` are those of an
    officer; ``look`` names the look without a case whose reason was written down before. ``is_outside``: no open case.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    owner = models.CharField(max_length=120)
    case = models.CharField(max_length=120)
    purpose = models.CharField(max_length=120)
    day = models.DateField(null=True)
    office = models.CharField(max_length=100, default="")
    post = models.CharField(max_length=80, default="")
    basis = models.CharField(max_length=240, default="")
    how = models.CharField(max_length=12, default="")
    is_outside = models.BooleanField(default=False)
    look = models.CharField(max_length=24, default="")

    class Meta:
        indexes = [
            models.Index(fields=["owner", "id"], name="journal_reads_of_owner"),
            models.Index(fields=["office", "at"], condition=Q(is_outside=True), name="journal_reads_outside"),
            models.Index(fields=["at"], condition=~Q(office=""), name="journal_reads_by_offices"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "case", "actor", "day"],
                condition=Q(day__isnull=False),
                name="journal_own_reads_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["look", "owner", "actor"], condition=~Q(look=""), name="journal_each_look_finds_once"
            ),
            models.CheckConstraint(
                condition=Q(office="") | ~Q(case="") | ~Q(look=""), name="journal_no_case_then_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.owner}"


class Message(models.Model):
    """One thing to deliver: ``waiting`` until then, ``dead`` when it was tried often enough."""

    class State(models.TextChoices):
        """What has become of it."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        DEAD = "dead"

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    posted_at = models.DateTimeField()
    #: Not before; while a worker holds the message, when its lease ends.
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="journal_each_message_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="journal_messages_due"),
            models.Index(fields=["ended_at", "id"], condition=Q(state="dead"), name="journal_messages_set_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
