"""Systems that may ask, what people allowed them, and requests and codes on their way (of secrets: the SHA-256)."""

from django.db import models


class Client(models.Model):
    """A system of an authority: ``name`` is JSON by language; ``redirects``, ``scopes`` and ``keys`` are JSON lists.

    ``keys`` are public (JWK): the system signs with the other half of one, and the hall has no secret of it.
    """

    id = models.CharField(primary_key=True, max_length=40)
    authority = models.CharField(max_length=80)
    name = models.TextField()
    keys = models.TextField()
    redirects = models.TextField()
    scopes = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id


class Consent(models.Model):
    """What a person allowed a system to be told; taken back, the row is gone and the log still knows."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=64, db_index=True)
    scopes = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "person"], name="federation_one_consent_each")]

    def __str__(self) -> str:
        return f"{self.person} to {self.client_id}"


class PushedRequest(models.Model):
    """What a system left here to be asked, until it is answered: once. ``asked`` is JSON, ``key`` as in ``Grant``."""

    digest = models.CharField(primary_key=True, max_length=64)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    asked = models.TextField()
    key = models.CharField(max_length=43, blank=True, default="")
    opened_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.client_id} until {self.ends_at:%Y-%m-%d %H:%M}"


class Grant(models.Model):
    """A code, used once within a minute, and the token that it was changed for, if it was.

    ``key`` is the thumbprint of the key that both are bound to; a code may be bound to none before it is changed.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    access_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - many have none, and “” is unique too
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=64, db_index=True)
    redirect = models.TextField()
    nonce = models.TextField(blank=True, default="")
    challenge = models.CharField(max_length=43)
    key = models.CharField(max_length=43, blank=True, default="")
    scopes = models.TextField()
    level = models.PositiveSmallIntegerField()
    signed_in_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.client_id} until {self.ends_at:%Y-%m-%d %H:%M}"
