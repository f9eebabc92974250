"""What the pages of conferences share: who may, which conference, files, refusals beside their fields."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, require_role
from lienthu.conferences.models import Conference
from lienthu.conferences.queries import conferences as queries
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import sort_key

READ, WRITE = queries.READ, queries.WRITE
View = Callable[..., HttpResponseBase]


def of_conference(action: str) -> Callable[[View], View]:
    """Guard a page of one conference, `number` in its address; the view is given the conference instead.

    READ: the members' staff; WRITE: who prepares it.
    """

    def guard(view: View) -> View:
        @require_role(action, over=SOMEWHERE)
        @wraps(view)
        def guarded(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponseBase:
            rows = Conference.objects.select_related("federation", "kind", "host", "site")
            conference = get_object_or_404(rows, pk=number)
            person = user_of(request)
            if action == WRITE:
                allowed = queries.may_prepare(person, conference)
            else:
                allowed = queries.may_read(person, conference, timezone.localdate())
            if not allowed:
                raise PermissionDenied
            return view(request, conference, **kwargs)

        return guarded

    return guard


def around(request: HttpRequest, conference: Conference, here: str | Promise, **more: Any) -> dict[str, Any]:
    """What every page of a conference shows around its own content."""
    prepares = queries.may_prepare(user_of(request), conference)
    return {"conference": conference, "here": here, "prepares": prepares, "may_change": prepares and conference.is_open,
            **more}  # fmt: skip


def members_offered(request: HttpRequest, conference: Conference) -> list[tuple[Organisation, str]]:
    """The members whose people and papers this person writes down, by name."""
    return named(conference, queries.own_members(user_of(request), conference))


def named(conference: Conference, members: list[Organisation]) -> list[tuple[Organisation, str]]:
    names = federation.names([member.pk for member in members], conference.first_on)
    return sorted(((member, names[member.pk]) for member in members), key=lambda row: sort_key(row[1]))


def number_in(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
