"""Who may do what, asked by rooms that do not know what a role is.

An action is a word like "federation.edit"; which roles allow it is said in `lienthu.accounts.permissions`, which
answers through Django's authentication back end. An unknown action, an unknown user: no.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Protocol

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase


class Somewhere:
    """Stands for "over at least one organisation", where an organisation is asked for."""


SOMEWHERE: Final = Somewhere()
Over = Model | Somewhere | None


class Person(Protocol):
    """Whoever asks: a member of staff, or nobody in particular."""

    @property
    def is_authenticated(self) -> bool: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


def allowed(user: Person, action: str, over: Over) -> bool:
    """Whether the user may do the action over an organisation, `SOMEWHERE`, or (None) the whole hub."""
    return user.is_authenticated and user.has_perm(action, over)


def demand(user: Person, action: str, over: Over) -> None:
    """Raise PermissionDenied (page 403) unless the user may do the action there."""
    if not allowed(user, action, over):
        raise PermissionDenied


def require_role(
    action: str, *, over: Callable[..., Over] | Over
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a view: anonymous is sent to sign in, staff without the right get page 403.

    `over` is `SOMEWHERE`, None for the whole hub, or a function of the view's address arguments that gives the
    organisation. It has no default: a view must say what it stands on.
    """

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                # Imported only now: AppConfigs come by here for `StaffLink` before there are models.
                from django.contrib.auth.views import redirect_to_login

                return redirect_to_login(request.get_full_path())
            demand(request.user, action, over(*args, **kwargs) if callable(over) else over)
            return view(request, *args, **kwargs)

        return guarded

    return guard
