"""What the pages of reports share: who may, which report, files."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import SOMEWHERE, at_work, require_role
from lienthu.accounts.queries import working_library
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.queries import access
from lienthu.indicators.queries.places import Place, Sort, names
from lienthu.reports.models import Report
from lienthu.reports.queries import reports as queries

READ, WRITE, SIGN = queries.READ, queries.WRITE, queries.SIGN
View = Callable[..., HttpResponseBase]


def of_report(action: str) -> Callable[[View], View]:
    """Guard a page of one report, `number` in its address; the view is given the report instead."""

    def guard(view: View) -> View:
        @require_role(action, over=SOMEWHERE)
        @wraps(view)
        def guarded(request: HttpRequest, number: int, **kwargs: Any) -> HttpResponseBase:
            rows = Report.objects.select_related(
                "organisation", "federation", "made_from", "begun_by", "signed_by", "corrects"
            )
            report = get_object_or_404(rows, pk=number)
            if not queries.may(user_of(request), action, report, timezone.localdate()):
                raise PermissionDenied
            return view(request, report, **kwargs)

        return guarded

    return guard


def at_work_or_for_federation(action: str) -> Callable[[View], View]:
    """As `at_work`; but who writes for a federation is not asked first at which library they work today."""

    def guard(view: View) -> View:
        @require_role(action, over=SOMEWHERE)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            has_none = working_library(request) is None
            if has_none and queries.federations_to_write_for(user_of(request), timezone.localdate()):
                return view(request, *args, **kwargs)
            return at_work(action)(view)(request, *args, **kwargs)

        return guarded

    return guard


def library_or_none(request: HttpRequest) -> Organisation | None:
    """Behind `at_work_or_for_federation`."""
    return working_library(request)


def places_offered(request: HttpRequest, action: str) -> list[tuple[str, str]]:
    """Code and name of each place for the choice of a form: a network is named as such."""
    today = timezone.localdate()
    places = access.offered(user_of(request), library_or_none(request), today, action)
    called = names(places, today)
    return [(place.code, _called(place, called[place])) for place in places if place in called]


def _called(place: Place, name: str) -> str:
    return _("%(name)s with all below it") % {"name": name} if place.sort == Sort.NETWORK else name


def whose(place: Place) -> tuple[Organisation | None, str, Federation | None]:
    """Organisation and scope, or federation."""
    if place.sort == Sort.FEDERATION:
        return None, "", Federation.objects.get(pk=place.pk)
    return Organisation.objects.get(pk=place.pk), place.sort.value, None
