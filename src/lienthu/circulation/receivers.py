"""What a process has computed of the rules of lending is no longer so when one of them changes."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from lienthu.calendars.services.stamps import redraw
from lienthu.circulation.models import Policy


@receiver((post_save, post_delete), sender=Policy, dispatch_uid="circulation.policy_changed")
def policy_changed(**_facts: Any) -> None:
    redraw()
