"""What the pages of returns share: whose call or return it is, and who may do what with it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from lienthu.accounts.pages import user_of
from lienthu.common.access import allowed
from lienthu.returns.models import Call, Return

READ, WRITE, APPROVE = "reports.read", "reports.write", "reports.approve"
PER_PAGE = 50


def call_of(request: HttpRequest, number: int) -> Call:
    """A call that asks, or asks for, an organisation of the person's; page 404 otherwise, 403 where it is another's."""
    known = Call.objects.select_related("organisation", "federation", "form").filter(pk=number).first()
    if known is None:
        raise Http404
    if not Call.objects.visible_to(user_of(request), READ).filter(pk=number).exists() and not known.answers_to(
        user_of(request), READ
    ):
        raise PermissionDenied
    return known


def answered_call(request: HttpRequest, number: int, action: str = APPROVE) -> Call:
    """A call that the person answers for; page 403 otherwise."""
    call = call_of(request, number)
    if not call.answers_to(user_of(request), action):
        raise PermissionDenied
    return call


def return_of(request: HttpRequest, number: int, action: str = READ) -> Return:
    """A return of an organisation, or to a call, over which the person may do the action."""
    rows = Return.objects.select_related("call__organisation", "call__federation", "organisation")
    row = rows.filter(pk=number).first()
    if row is None:
        raise Http404
    user = user_of(request)
    if not allowed(user, action, row.organisation) and not row.call.answers_to(user, action):
        raise PermissionDenied
    return row
