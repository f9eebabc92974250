"""Where the person works, and who may touch a row."""

from typing import TypeVar, cast

from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lienthu.accounts import queries as accounts
from lienthu.accounts.pages import library_of
from lienthu.accounts.permissions import demand
from lienthu.circulation.queries.policies import line_of
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.patrons import queries as patrons
from lienthu.patrons.models import Patron

COUNT, MANAGE = "visits.count", "visits.manage"
LAY_DOWN = "circulation.policies"
Row = TypeVar("Row", bound=Model)


def at_place(request: HttpRequest) -> tuple[Organisation, Site | None]:
    """Where the person works; the view stands behind `at_work`, so there is a library."""
    return library_of(request), accounts.working_site(request)


def own_row(request: HttpRequest, model: type[Row], number: int, library: str = "library", right: str = MANAGE) -> Row:
    """A row of a library over which the person has the right; page 404 where there is none, 403 for another's."""
    row = get_object_or_404(model._default_manager.select_related(library), pk=number)
    over: object = row
    for part in library.split("__"):
        over = getattr(over, part)
    demand(request.user, right, cast(Organisation, over))
    return row


def served(library: Organisation) -> list[int]:
    """The organisations whose cards are good here: the library, what is above it and what is below."""
    day = timezone.localdate()
    return [*line_of(library.pk, day), *federation.descendants(library, day)]


def patron_with(code: str, library: Organisation) -> Patron | None:
    return patrons.patron_by_card(code, libraries=served(library))
