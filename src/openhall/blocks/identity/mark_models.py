"""By what firms are found.

The database module brings it in; firms are named by their model, so that neither module needs the other.
"""

from typing import ClassVar

from django.db import models


class OrganisationMark(models.Model):
    """By what an organisation is found: its exact name, or a number of it, under a key of the server."""

    organisation = models.ForeignKey("identity.Organisation", on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mark", "organisation"], name="identity_each_firms_mark_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)
