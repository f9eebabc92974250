"""What the pages of governance share: who may open them, refusals at their field, files."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.federation.models import Federation
from lienthu.governance.queries.access import READ, WRITE, may_read, may_write

View = Callable[..., HttpResponseBase]


def demand_for(request: HttpRequest, group: Federation, action: str) -> None:
    """Raise PermissionDenied unless the person may read, or act for, this federation."""
    asks = may_read if action == READ else may_write
    if not asks(user_of(request), group, timezone.localdate()):
        raise PermissionDenied


def writes_for(request: HttpRequest, group: Federation) -> bool:
    return may_write(user_of(request), group, timezone.localdate())


def of_federation(action: str) -> Callable[[View], View]:
    """Guard a page of one federation, `code` in its address; the view is given the federation instead."""

    def guard(view: View) -> View:
        @require_role(action, over=SOMEWHERE)
        @wraps(view)
        def guarded(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
            group = get_object_or_404(Federation, code__iexact=code)
            demand_for(request, group, action)
            return view(request, group, **kwargs)

        return guarded

    return guard


__all__ = ["READ", "WRITE", "demand_for", "of_federation", "writes_for"]
