"""The site in whose frame a page is shown: on its own host name every public page, elsewhere its own pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from lienthu.website import known
from lienthu.website.models import PublicSite
from lienthu.website.models.addresses import address_of
from lienthu.website.queries import sites
from lienthu.website.queries.visits import Counters, counters


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """What head and foot of a site's pages show."""

    title: str
    url: str
    accent: str
    emblem: str  # the address of its picture, or ""
    menu: Sequence[Link]
    counters: Counters
    feed: str


def public_site(request: HttpRequest) -> dict[str, object]:
    """`site_frame` for templates, None away from the sites; `main_site`, the way to the hub's own, if it has one."""
    return {
        "site_frame": SimpleLazyObject(lambda: _frame(request)),
        "main_site": SimpleLazyObject(_main),
    }


def _main() -> str:
    main = known.main()
    return address_of(f"/{main.code}{'-en' if get_language() == 'en' else ''}/", main.host_name, None) if main else ""


def _frame(request: HttpRequest) -> Frame | None:
    site: PublicSite | None = getattr(request, "public_site", None)
    if site is None and hasattr(request, "site_known"):
        site = sites.by_code(request.site_known.code)
    if site is None:
        return None
    language = "en" if get_language() == "en" else "vi"
    home = sites.home_in(site, language) or site.home
    root = address_of(home.url_path, site.host_name, request)
    menu = [
        Link(page.title, url, request.path.startswith(url))
        for page in sites.menu(home)
        for url in [address_of(page.url_path, site.host_name, request)]
    ]
    emblem = site.emblem.get_rendition("fill-96x96|format-webp").url if site.emblem else ""
    return Frame(home.title, root, site.accent, emblem, menu, counters(site, timezone.now()), f"{root}rss.xml")
