"""Where a page of a site stands: below the site's own host name, or on the hub's address below /trang/CODE/."""

from typing import Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest

ENGLISH: Final = "-en"  # what the English home's slug ends with, as Wagtail makes it; no site's code does
PREFIX: Final = "trang"


class Root(NamedTuple):
    """Of which site a page is, and in which language."""

    code: str
    language: str


def root_of(url_path: str) -> Root:
    """From the page's path in the tree: "/angiang-en/news/x/" is of angiang, in English."""
    slug = url_path.strip("/").partition("/")[0]
    return Root(slug.removesuffix(ENGLISH), "en") if slug.endswith(ENGLISH) else Root(slug, "vi")


def path_of(url_path: str, *, on_own_host: bool) -> str:
    """The path of the address, with the language's prefix."""
    root = root_of(url_path)
    rest = url_path.strip("/").partition("/")[2]
    start = "/en/" if root.language == "en" else "/"
    if not on_own_host:
        start += f"{PREFIX}/{root.code}/"
    return f"{start}{rest}/" if rest else start


def host_of(request: HttpRequest | None) -> str:
    """The name under which the hub was asked, without the port; "" where nobody asked or it is none."""
    if request is None:
        return ""
    return str(request.META.get("HTTP_HOST", "")).rpartition("@")[2].split(":")[0].lower()


def address_of(url_path: str, host_name: str, request: HttpRequest | None) -> str:
    """How to link to a page from where the reader is: a path where that leads there, else a whole address."""
    if not host_name:
        return path_of(url_path, on_own_host=False)
    path = path_of(url_path, on_own_host=True)
    return path if host_of(request) == host_name else f"{scheme()}://{host_name}{path}"


def scheme() -> str:
    return "https" if settings.HTTPS else "http"
