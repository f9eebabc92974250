"""Staff and their roles."""

from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):  # type: ignore[django-manager-missing] # of the pictures that Wagtail keeps: it has no types
    """A member of staff who signs in. What they may do is said by their roles, not by Django's own groups."""

    full_name = models.CharField(_("full name"), max_length=120, blank=True)

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """As the editor of the public sites asks for it."""
        return self.full_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether a role allows the action over the organisation; Django's superuser flag opens nothing here."""
        asked = (backend for backend in get_backends() if hasattr(backend, "has_perm"))
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in asked)


class Role(models.Model):
    """What a user may do over an organisation and everything below it; without an organisation, over the whole hub."""

    class Kind(models.TextChoices):
        DIRECTOR = "director", _("director")
        CATALOGUER = "cataloguer", _("cataloguer")
        CIRCULATION = "circulation", _("circulation librarian")
        ROTATION = "rotation", _("rotation librarian")
        MOBILE_CREW = "mobile_crew", _("mobile library crew")
        GUARD = "guard", _("guard at the door")
        REPORTER = "reporter", _("reporter")
        SECRETARY = "secretary", _("federation secretary")
        SYSTEM = "system", _("system administrator")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(_("role"), max_length=20, choices=Kind.choices)
    organisation = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("user_id", "kind", "id")
        constraints = (
            models.UniqueConstraint(fields=("user", "kind", "organisation"), name="a_role_is_held_once"),
            # SQLite takes no `nulls_distinct`: the hub-wide role needs a constraint of its own.
            models.UniqueConstraint(
                fields=("user", "kind"), condition=models.Q(organisation=None), name="a_hub_wide_role_is_held_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"
