"""A return filled in on a phone without an account: a signed address that opens one return and nothing else."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lienthu.returns.errors import LinkRefused
from lienthu.returns.models import Return, ReturnLink
from lienthu.returns.services import filling, links
from lienthu.returns.services.steps import Signer
from lienthu.returns.views import filling as pages
from lienthu.returns.views.filling import Desk

View = Callable[[HttpRequest, ReturnLink], HttpResponseBase]


def with_link(view: View) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Guard a view by the token: what opens nothing says so in plain words (404), and tells nothing else."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            link = links.opened(token, timezone.now())
        except LinkRefused as refusal:
            return render(request, "returns/link_closed.html", {"refusal": str(refusal)}, status=404)
        answer = view(request, link)
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return guarded


def _desk(link: ReturnLink) -> Desk:
    token = links.token(link)
    return Desk(
        link.of, None, Signer(link.name, "link"), reverse("return_link:save", args=[token]),
        reverse("return_link:submit", args=[token]), "returns/by_link.html", may_write=link.used_at is None,
    )  # fmt: skip


@with_link
def page(request: HttpRequest, link: ReturnLink) -> HttpResponseBase:
    """The form; once it is handed in, what was handed in."""
    if link.used_at is None and link.of.state == Return.State.ASKED:
        filling.begin(row=link.of, actor=None, at=timezone.now())
        link.of.refresh_from_db()
    return pages.page(request, _desk(link))


@require_POST
@with_link
def save(request: HttpRequest, link: ReturnLink) -> HttpResponseBase:
    desk = _desk(link)
    return pages.saved(request, desk) if desk.may_write else pages.page(request, desk)


@require_POST
@with_link
def submit(request: HttpRequest, link: ReturnLink) -> HttpResponseBase:
    return pages.submitted(request, _desk(link), link)
