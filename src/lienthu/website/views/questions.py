"""Asking the librarian, on the public side."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lienthu.accounts.throttle import STATUS, address_of
from lienthu.website.errors import WebsiteRefused
from lienthu.website.forms import QuestionForm
from lienthu.website.queries import pages
from lienthu.website.services import questions
from lienthu.website.services.throttle import may_send
from lienthu.website.views.shared import site_of
from lienthu.website.views.shown import way_to

SHOWN = 20
SALT = "website.question"
LONGEST = 60 * 60 * 12  # seconds that the form may lie open


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The form, and what others asked and agreed to show. No cookie is needed and none is set: what the form was
    opened with stands in it, signed. It acts for nobody who is signed in, so another site can gain nothing by it."""
    site = site_of(request, code)
    form = QuestionForm(request.POST or None, initial={"opened": signing.dumps(timezone.now().timestamp(), salt=SALT)})
    status = 200
    if request.method == "POST":
        if not may_send(address_of(request) or ""):
            form.add_error(None, form.too_often())
            status = STATUS
        elif form.is_valid():
            try:
                questions.ask(site=site, seconds=_seconds(form.cleaned_data.pop("opened")), at=timezone.now(),
                              **form.cleaned_data)  # fmt: skip
            except WebsiteRefused as refusal:
                form.add_error(None, str(refusal))
                status = STATUS
            else:
                return redirect(way_to("asked", site, request))
    context = {
        "form": form,
        "site": site,
        "answered": list(pages.answered(site)[:SHOWN]),
    }
    return render(request, "website/ask.html", context, status=status)


def _seconds(opened: str) -> float:
    """How long the form was open; 0, as for a program, where nobody opened it."""
    try:
        return float(timezone.now().timestamp() - float(signing.loads(opened, salt=SALT, max_age=LONGEST)))
    except (signing.BadSignature, ValueError, TypeError):
        return 0.0


@require_safe
def asked(request: HttpRequest, code: str | None = None) -> HttpResponse:
    site = site_of(request, code)
    context = {"site": site}
    return render(request, "website/asked.html", context)
