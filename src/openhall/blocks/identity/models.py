"""People, organisations, the two ways in which a request says whose it is, and what people sign in with.

Only the SHA-256 of a session or token is stored: whoever reads this database cannot be anybody with it.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from openhall.blocks.identity.mark_models import OrganisationMark
from openhall.blocks.identity.rules import MandateState
from openhall.blocks.identity.standing_models import FirmMandate, FirmPaper, Joining

__all__ = ["FirmMandate", "FirmPaper", "Joining", "OrganisationMark"]


class Person(models.Model):
    """A person. ``authority`` is empty for everybody but officers; ``posts`` and ``story`` are JSON.

    ``name``, ``facts`` and ``card`` are JSON, sealed under the person's key (``sealed.py``); empty of nobody known.
    ``card`` repeats what requests need of name, posts and memberships. Whoever changes one of those writes it
    anew in the same transaction (``cards.write_cards``): then a right that is taken away is gone at once.
    """

    id = models.CharField(primary_key=True, max_length=64)
    name = models.BinaryField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    authority = models.CharField(max_length=80, blank=True, default="")
    posts = models.TextField(default="[]")
    facts = models.BinaryField(null=True)
    card = models.BinaryField(null=True)
    #: Invented, for a demonstration: only these have a story, and a place in the list of people.
    is_demo = models.BooleanField(default=False)
    story = models.TextField(default="{}")
    place = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(level__lte=3), name="identity_levels_end_at_three"),
        ]

    def __str__(self) -> str:
        return self.id


class Organisation(models.Model):
    """A firm or body that people act for; ``name`` and ``facts`` are JSON, sealed under a key of its own.

    ``rights`` is JSON: what each role may do there, where it was said.
    """

    id = models.CharField(primary_key=True, max_length=64)
    name = models.BinaryField(null=True)
    audience = models.CharField(max_length=20)
    facts = models.BinaryField(null=True)
    is_demo = models.BooleanField(default=False)
    rights = models.TextField(default="{}", db_default="{}")

    def __str__(self) -> str:
        return self.id


class Membership(models.Model):
    """A person who acts for an organisation, until ``ends_at`` where that was said: an agent of another firm, say."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="identity_one_seat_in_an_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"


class SeatOffer(models.Model):
    """A place in an organisation for whoever brings the code, once, or until ``ends_at``; only its SHA-256 is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=30)
    made_by = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)
    #: Until when the place itself lasts; without, until somebody takes it away.
    seat_ends_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id} until {self.ends_at:%Y-%m-%d %H:%M}"


class Attendance(models.Model):
    """A person stood at a counter: which officer attended to them, from which post, which paper was seen.

    ``level`` is what that proved. ``key`` is that of the request. It is open until ``ends_at``, or was ended before.
    """

    id = models.CharField(primary_key=True, max_length=12)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    officer = models.CharField(max_length=64)
    office = models.CharField(max_length=100)
    post = models.CharField(max_length=120)
    paper = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField()
    #: Nobody had an account for them before: it was opened here.
    is_new = models.BooleanField(default=False)
    key = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: How the person said yes themselves (``confirming.py``), and the code that was sent to them for it.
    confirmed_by = models.CharField(max_length=12, blank=True, default="", db_default="")
    code = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["office", "-begun_at"], name="identity_attended_by_office")]
        constraints = [
            models.UniqueConstraint(fields=["officer", "key"], name="identity_attended_once"),
            models.CheckConstraint(condition=models.Q(level__in=(2, 3)), name="identity_counters_prove_two_or_three"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("officer")), name="identity_nobody_attends_to_themselves"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begun_at")), name="identity_attendance_lasts_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.office} {self.begun_at:%Y-%m-%d %H:%M}"


class Mandate(models.Model):
    """One person lets another act for them. ``scopes`` and ``services`` are JSON lists of words and ids.

    ``attendance`` is where it was made at a counter: its officer acts by it themselves, or wrote down what was given on
    paper; ``paper`` then says where that is kept, sealed under the key of the giver.

    It is ``offered`` by the giver (to whoever brings the code, or to the helper who is named), or ``asked`` for by the
    helper, until the other of the two says yes. ``code`` is the SHA-256 of the code, while it is offered by one.
    """

    id = models.CharField(primary_key=True, max_length=12)
    giver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates_given")
    helper = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="mandates_held")
    scopes = models.TextField()
    services = models.TextField(default="[]")
    state = models.CharField(max_length=10)
    code = models.CharField(max_length=64, blank=True, default="")
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, null=True, related_name="+")
    paper = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=list(MandateState)), name="identity_mandate_states"),
            models.CheckConstraint(
                condition=models.Q(helper__isnull=True) | ~models.Q(helper=models.F("giver")),
                name="identity_nobody_is_their_own_helper",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("made_at")), name="identity_mandate_lasts_a_while"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MandateState.LIVE) | models.Q(helper__isnull=False),
                name="identity_live_mandate_has_a_helper",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MandateState.ENDED, ended_at__isnull=False)
                | (~models.Q(state=MandateState.ENDED) & models.Q(ended_at__isnull=True)),
                name="identity_ended_mandate_says_when",
            ),
            models.UniqueConstraint(
                fields=["giver", "helper"],
                condition=~models.Q(state=MandateState.ENDED) & models.Q(helper__isnull=False),
                name="identity_one_mandate_of_two_people",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="identity_mandate_codes_are_unlike"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.helper_id} {self.state}"


class _Credential(models.Model):
    """What a browser or program holds to say whose its requests are: until ``ends_at``, by the adapter that let it."""

    digest = models.CharField(primary_key=True, max_length=64)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    adapter = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person_id} until {self.ends_at:%Y-%m-%d %H:%M}"


class Session(_Credential):
    """A browser that is signed in; ``seen_at`` lags some minutes behind, so that reading pages writes nothing."""

    seen_at = models.DateTimeField()
    #: On a computer that others use too: it ends after few idle minutes, and signing out clears the browser.
    is_shared = models.BooleanField(default=False)
    #: What the browser said that it is, in one word, so that people know their sessions from one another.
    device = models.CharField(max_length=40, blank=True, default="")


class SignIn(models.Model):
    """That somebody signed in, or keeps another way to: for three months, for them alone.

    ``what`` is ``signed-in``, or the way that was added; ``is_news`` says that they were told of it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    adapter = models.CharField(max_length=40, blank=True, default="")
    device = models.CharField(max_length=40, blank=True, default="")
    is_shared = models.BooleanField(default=False)
    is_news = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="identity_sign_ins_newest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.what} {self.at:%Y-%m-%d %H:%M}"


class Token(_Credential):
    """A program that is signed in."""


class Invitation(models.Model):
    """A one-time code to sign in, of which only the SHA-256 is kept. Used once, or until ``ends_at``."""

    digest = models.CharField(primary_key=True, max_length=64)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    #: Handed over at a counter, on paper, by somebody who looked at the person and their document.
    is_printed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.person_id} until {self.ends_at:%Y-%m-%d %H:%M}"


class CalendarAddress(models.Model):
    """What opens a person's calendar. It is derived from ``nonce`` and a secret that is not stored here.

    ``digest`` is its SHA-256; another ``nonce`` ends it.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} since {self.made_at:%Y-%m-%d %H:%M}"


class PersonMark(models.Model):
    """By what a person is found: their exact name, or a number of theirs, under a key of the server."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "person"], name="identity_each_mark_once")]

    def __str__(self) -> str:
        return str(self.person_id)


class Account(AbstractBaseUser):
    """What a person signs in with; it says nothing of them but whose it is. The framework's kind of user.

    ``last_login`` is not kept: sessions say when somebody signed in.
    """

    id = models.CharField(primary_key=True, max_length=32)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    #: The level at which whoever chose the password was signed in: it opens nothing above.
    password_level = models.PositiveSmallIntegerField(default=0)
    last_login = None

    objects: ClassVar[BaseUserManager["Account"]] = BaseUserManager()  # type: ignore[assignment]  # as the framework says

    USERNAME_FIELD = "id"

    def __str__(self) -> str:
        return self.id


class Address(models.Model):
    """Where codes are sent for an account: ``digest`` finds it (keyed, not to be guessed), ``sealed`` holds it."""

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=4)
    sealed = models.BinaryField()
    level = models.PositiveSmallIntegerField(default=1)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.channel}"


class ProviderLink(models.Model):
    """A person as an outside provider knows them. ``mark``, a keyed hash of issuer and subject, finds them.

    ``marked_by`` names the key and the way of it; nothing else is kept of the subject, so that nobody could tell.
    ``level`` is the most that the provider has proven of them.
    """

    id = models.CharField(primary_key=True, max_length=16)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=30)
    issuer = models.CharField(max_length=300)
    mark = models.CharField(max_length=64, unique=True)
    marked_by = models.CharField(max_length=16, blank=True, default="", db_default="")
    level = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "person"], name="identity_one_name_at_a_provider"),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=3), name="identity_provider_levels_are_one_to_three"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.provider}"


class SentCode(models.Model):
    """A one-time code on its way. It is derived from ``id`` and a key that is not stored here.

    Only the browser that asked for it knows ``id``, and only there it can be guessed at, ``guesses`` times.
    """

    id = models.CharField(primary_key=True, max_length=64)
    channel = models.CharField(max_length=4)
    sealed = models.BinaryField()
    language = models.CharField(max_length=10)
    #: Who wants to add this address; empty for whoever signs in with it.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    guesses = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.channel} until {self.ends_at:%Y-%m-%d %H:%M}"


class Sheet(models.Model):
    """A printed sheet of one-time codes, derived from ``number`` and a key. ``used`` has a bit for each."""

    number = models.CharField(primary_key=True, max_length=16)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="sheet")
    used = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} since {self.made_at:%Y-%m-%d}"


class Tally(models.Model):
    """How often something was tried in a span of time; ``key`` is a hash that names what, whose and when."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%d %H:%M}"
