"""A move in the tree changes what is inherited; and a database has a stamp as soon as it has tables."""

from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from lienthu.calendars.apps import CalendarsConfig
from lienthu.calendars.models import Stamp
from lienthu.calendars.services.stamps import redraw
from lienthu.federation.models import OrganisationParent


@receiver((post_save, post_delete), sender=OrganisationParent, dispatch_uid="calendars.tree_changed")
def tree_changed(**_facts: Any) -> None:
    redraw()


@receiver(post_migrate, dispatch_uid="calendars.stamp_is_there")
def stamp_is_there(*, sender: Any, using: str, apps: Apps = apps, **_facts: Any) -> None:
    """Also after a flush, which empties the tables and leaves no migration to write the row again.

    `apps`: the models as the migrations have left them, which may be before there was a stamp.
    """
    if isinstance(sender, CalendarsConfig) and "stamp" in apps.all_models["calendars"]:
        Stamp.objects.using(using).get_or_create(pk=1, defaults={"drawn": 0})
