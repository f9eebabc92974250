"""Which resolutions and elections of the federation came before which conference."""

from django.db import models
from django.db.models import Q

from lienthu.conferences.models.planning import Conference
from lienthu.governance.models import Election, Resolution


class Matter(models.Model):
    """One of them; each came before one conference. A draft that is thrown away takes its line along."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="matters")
    resolution = models.OneToOneField(Resolution, on_delete=models.CASCADE, null=True, related_name="+")
    election = models.OneToOneField(Election, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ("conference_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(resolution__isnull=False, election=None) | Q(resolution=None, election__isnull=False),
                name="a_matter_is_a_resolution_or_an_election",
            ),
        )

    def __str__(self) -> str:
        return str(self.resolution or self.election)
