"""What has been published: versions of services that never change, and publications that name them."""

from django.db import models


class ServiceVersion(models.Model):
    """One version of one service, for ever as it was published (a database trigger refuses changes).

    ``version`` is the author's number. ``revision`` counts what shared files (questions, papers) changed
    below the same version. ``own_digest`` is over what the author wrote, ``digest`` over the definition.
    """

    service = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    own_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    definition = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "version", "revision"], name="catalogue_one_of_each_version"),
            models.CheckConstraint(
                condition=models.Q(version__gte=1, revision__gte=1), name="catalogue_versions_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.version}.{self.revision}"


class Publication(models.Model):
    """The whole catalogue at one moment; the newest is what the hall shows."""

    digest = models.CharField(max_length=64)
    jurisdiction = models.TextField()
    synonyms = models.TextField()
    actor = models.CharField(max_length=100)
    published_at = models.DateTimeField()
    versions = models.ManyToManyField(ServiceVersion, related_name="publications")

    def __str__(self) -> str:
        return f"{self.published_at:%Y-%m-%d %H:%M} {self.digest[:12]}"
