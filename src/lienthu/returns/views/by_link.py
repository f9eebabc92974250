"""A return filled in on a phone without an account: a signed address that opens one return and nothing else."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lienthu.common.by_link import opened_by
from lienthu.returns.models import Return, ReturnLink
from lienthu.returns.services import filling, links
from lienthu.returns.services.steps import Signer
from lienthu.returns.views import filling as pages
from lienthu.returns.views.filling import Desk

FORMS = 600  # each figure is sent as it is typed

with_link = opened_by(lambda token: links.opened(token, timezone.now()), forms=FORMS)


def _desk(link: ReturnLink, token: str) -> Desk:
    return Desk(
        link.of, None, Signer(link.name, "link"), reverse("return_link:save", args=[token]),
        reverse("return_link:submit", args=[token]), "returns/by_link.html", may_write=link.used_at is None,
    )  # fmt: skip


@with_link
def page(request: HttpRequest, link: ReturnLink, token: str) -> HttpResponseBase:
    """The form; once it is handed in, what was handed in."""
    if link.used_at is None and link.of.state == Return.State.ASKED:
        filling.begin(row=link.of, actor=None, at=timezone.now())
        link.of.refresh_from_db()
    return pages.page(request, _desk(link, token))


@require_POST
@with_link
def save(request: HttpRequest, link: ReturnLink, token: str) -> HttpResponseBase:
    desk = _desk(link, token)
    return pages.saved(request, desk) if desk.may_write else pages.page(request, desk)


@require_POST
@with_link
def submit(request: HttpRequest, link: ReturnLink, token: str) -> HttpResponseBase:
    return pages.submitted(request, _desk(link, token), link)
