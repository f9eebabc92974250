"""A move in the tree changes what is inherited."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from lienthu.calendars.services.stamps import redraw
from lienthu.federation.models import OrganisationParent


@receiver((post_save, post_delete), sender=OrganisationParent, dispatch_uid="calendars.tree_changed")
def tree_changed(**_facts: Any) -> None:
    redraw()
