"""A certificate looked at by whoever holds the paper: is it ours, does it hold."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lienthu.common import certificates
from lienthu.common.certificates import CertificateRefused


@require_safe
@never_cache
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What the paper says and whether it still holds; nothing but a sentence where nobody here signed the address."""
    try:
        row = certificates.opened(token)
    except CertificateRefused as refusal:
        return render(request, "portal/certificate.html", {"refusal": str(refusal)}, status=404)
    reason = [each for each in (row.honour, *row.reason.splitlines()) if each]
    context = {"row": row, "name": certificates.shown_name(row), "reason": reason}
    answer = render(request, "portal/certificate.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
