"""Entries of registers and their history."""

from django.db import models

from openhall.blocks.registers.rules import Did, State

_STATES, _DEEDS = [str(each) for each in State], [str(each) for each in Did]


class Counter(models.Model):
    """The last serial that a register gave in a year; the row of year 0 is the lock of the whole register."""

    register = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "year"], name="registers_one_counter")]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"


class Entry(models.Model):
    """An entry as it stands now. ``identity`` is a keyed hash of what says which thing it is about.

    ``subject`` is what the number was given to: the second time that it asks, it has the same one. ``serial`` is the
    place in the row of numbers of a year, ``versions`` how many versions there are. A row is never taken out: a number
    that is given back is ``free``, and the next subject gets it.
    """

    register = models.CharField(max_length=80)
    number = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveBigIntegerField()
    subject = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    person = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=64, blank=True)
    identity = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    reminded_for = models.DateField(null=True)
    versions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="registers_each_number_once"),
            models.UniqueConstraint(fields=["register", "year", "serial"], name="registers_each_serial_once"),
            models.UniqueConstraint(
                fields=["register", "subject"], condition=~models.Q(subject=""), name="registers_one_for_a_subject"
            ),
            models.UniqueConstraint(
                fields=["register", "identity"],
                condition=models.Q(state__in=["active", "suspended", "expired"]) & ~models.Q(identity=""),
                name="registers_one_entry_for_a_thing",
            ),
            models.CheckConstraint(condition=models.Q(state__in=_STATES), name="registers_known_state"),
            models.CheckConstraint(
                condition=models.Q(state="free", subject="") | (~models.Q(state="free") & ~models.Q(subject="")),
                name="registers_free_is_nobodys",
            ),
        ]
        indexes = [
            models.Index(fields=["register", "state", "number"], name="registers_listed"),
            models.Index(fields=["person"], condition=~models.Q(person=""), name="registers_of_person"),
            models.Index(
                fields=["organisation"], condition=~models.Q(organisation=""), name="registers_of_organisation"
            ),
            models.Index(
                fields=["valid_until"], condition=models.Q(state__in=["active", "suspended"]), name="registers_ending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class EntryVersion(models.Model):
    """An entry as it became known at a moment. It never changes (migration 0001).

    ``holds_from`` is the day from which it is so, ``recorded_at`` when the register knew of it. ``facts`` are public;
    the others are ``sealed`` for ``owner``. ``subject`` is the case that did it; an officer or
    the calendar has none.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="history")
    serial = models.PositiveIntegerField()
    did = models.CharField(max_length=10)
    recorded_at = models.DateTimeField()
    holds_from = models.DateField()
    register = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    service = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    facts = models.TextField(default="{}")
    changed = models.TextField(default="[]")
    owner = models.CharField(max_length=120)
    sealed = models.BinaryField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "serial"], name="registers_versions_are_counted"),
            models.UniqueConstraint(
                fields=["register", "subject"], condition=~models.Q(subject=""), name="registers_a_subject_writes_once"
            ),
            models.CheckConstraint(condition=models.Q(did__in=_DEEDS), name="registers_known_deed"),
            models.CheckConstraint(
                condition=~models.Q(did__in=["suspended", "restored"]) | ~(models.Q(reason="") | models.Q(by="")),
                name="registers_suspended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.did}"


class EntryWord(models.Model):
    """A word by which an entry of an open register is found, as it is compared."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "word"], name="registers_each_word_once")]

    def __str__(self) -> str:
        return self.word


class Notice(models.Model):
    """What is on display for everybody, so that others can object, until its last day is over: then it is taken down.

    ``lines`` are what it says, with their labels, in every language of that day.
    """

    subject = models.CharField(max_length=120, unique=True)
    service = models.CharField(max_length=200)
    authority = models.CharField(max_length=80)
    lines = models.TextField()
    shown_on = models.DateField()
    last_day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.subject} until {self.last_day}"
