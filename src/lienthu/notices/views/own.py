"""What readers decide about notices on their own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.common.errors import DomainError
from lienthu.notices.services import patrons as services
from lienthu.patrons import own
from lienthu.patrons.models import Patron


@require_POST
@own.signed_in
def choose(request: HttpRequest, patron: Patron, code: str) -> HttpResponseBase:
    """Decline a kind of notice, or want it again (`wanted=yes`)."""
    wanted = request.POST.get("wanted") == "yes"
    try:
        services.decline(patron=patron, kind=code, declined=not wanted, actor=None, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("You will get such notices.") if wanted else _("You will not get such notices any more.")
        messages.success(request, done)
    return redirect("own:me")
