"""What django-allauth tells of: factors added, removed and made anew are written into the audit."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.utils import timezone

from lienthu.accounts import services
from lienthu.accounts.models import User


@receiver(authenticator_added)
def added(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note(user, "second_factor.added", authenticator)


@receiver(authenticator_removed)
def removed(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note(user, "second_factor.removed", authenticator)


@receiver(authenticator_reset)
def made_anew(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note(user, "second_factor.renewed", authenticator)


def _note(user: User, action: str, authenticator: Authenticator) -> None:
    services.note_own_change(user=user, action=action, at=timezone.now(), second_factor=authenticator.type)
