"""Articles that somebody must go through again."""

from django.conf import settings
from django.db import models


class Recheck(models.Model):
    """Somebody whom an article may name took their agreement back; it waits until an editor has taken the name out."""

    page = models.ForeignKey("website.NewsPage", on_delete=models.CASCADE, related_name="rechecks")
    site = models.ForeignKey("website.PublicSite", on_delete=models.PROTECT, related_name="+")
    pictures = models.PositiveIntegerField(default=0)  # how many were taken off at once
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("page",), condition=models.Q(settled_at=None), name="an_article_waits_once_to_be_gone_through"
            ),
        )

    def __str__(self) -> str:
        return str(self.page)

    @property
    def audit_organisation_id(self) -> int:
        return self.site.organisation_id
