"""Systems that may ask, what people allowed them, and the codes on their way. Of secrets only the SHA-256 is kept."""

from django.db import models


class Client(models.Model):
    """A system of an authority: ``name`` is JSON by language, ``redirects`` and ``scopes`` are JSON lists."""

    id = models.CharField(primary_key=True, max_length=40)
    authority = models.CharField(max_length=80)
    name = models.TextField()
    secret_digest = models.CharField(max_length=64)
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


class Grant(models.Model):
    """A code, used once within a minute, and the token that it was changed for, if it was."""

    digest = models.CharField(primary_key=True, max_length=64)
    access_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - many have none, and “” is unique too
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=64, db_index=True)
    redirect = models.TextField()
    nonce = models.TextField(blank=True, default="")
    challenge = models.CharField(max_length=43)
    scopes = models.TextField()
    level = models.PositiveSmallIntegerField()
    signed_in_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.client_id} until {self.ends_at:%Y-%m-%d %H:%M}"
