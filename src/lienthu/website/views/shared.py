"""What the pages of the sites share: whose they are, and that they may be kept for a minute."""

from typing import Final, TypeVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from lienthu.website.models import HomePage, PublicSite
from lienthu.website.queries import sites

MINUTE: Final = 60
Answer = TypeVar("Answer", bound=HttpResponseBase)


def language() -> str:
    return "en" if get_language() == "en" else "vi"


def site_of(request: HttpRequest, code: str | None) -> PublicSite:
    """The site that the address names, else the one of the host name; raises Http404."""
    known = getattr(request, "site_known", None)
    found = sites.by_code(code or (known.code if known else ""))
    if found is None:
        raise Http404
    request.public_site = found  # type: ignore[attr-defined]
    request.counted_for = found.pk  # type: ignore[attr-defined]
    return found


def home_of(site: PublicSite) -> HomePage:
    """Its home in the language of the address, else in Vietnamese; raises Http404 for a site without one."""
    found = sites.home_in(site, language()) or sites.home_in(site, "vi")
    if found is None:
        raise Http404
    return found


def kept(response: Answer, seconds: int = MINUTE) -> Answer:
    """The answer, which may be sent to everybody again for so long."""
    response.keep_for = seconds  # type: ignore[attr-defined]
    patch_cache_control(response, public=True, max_age=seconds)
    return response
