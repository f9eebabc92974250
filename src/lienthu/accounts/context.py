"""What every staff page shows of where the person works."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from lienthu.accounts import queries
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site


class Workplace(NamedTuple):
    """Where the person works today, its short name, and that with the site; None and "" where that is not chosen."""

    library: Organisation | None
    name: str
    site: Site | None
    place: str = ""


def workplace(request: HttpRequest) -> dict[str, object]:
    """`workplace` for templates, asked for only where it is shown."""
    return {"workplace": SimpleLazyObject(lambda: _workplace(request))}


def signing_in(request: HttpRequest) -> dict[str, object]:
    """What the sign-in page offers beside the password: another house's accounts, a lost password by mail."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {"oidc_name": apps[0]["name"] if apps else "", "has_mail": bool(settings.EMAIL_HOST)}


def _workplace(request: HttpRequest) -> Workplace:
    library = queries.working_library(request)
    if library is None:
        return Workplace(None, "", None)
    names = federation.short_names([library.pk], timezone.localdate(), get_language() or "vi")
    site = queries.working_site(request)
    return Workplace(library, names[library.pk], site, names.place(library.pk, site.name if site else ""))
