"""What every page of a public site is: its address, its site, what it is shown with."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.models import Page, PageManager

from lienthu.website.models import addresses
from lienthu.website.models.sites import PublicSite

Shown = Callable[[Any, HttpRequest], dict[str, Any]]
_shown: dict[type[Page], Shown] = {}


def shown_with(*kinds: type[Page]) -> Callable[[Shown], Shown]:
    """Make a function the one that says what pages of these kinds are shown with besides themselves."""

    def register(function: Shown) -> Shown:
        _shown.update(dict.fromkeys(kinds, function))
        return function

    return register


class SitePage(Page):
    """A page below a site's home. Of Wagtail's own sites there is none: addresses are told by the tree."""

    objects: ClassVar[Any] = PageManager()
    # Everything here is for everybody; what is not, is a draft.
    private_page_options: ClassVar[list[str]] = []
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("search_description"), FieldPanel("show_in_menus")],
            heading=_("Address and search engines"),
        )
    ]
    settings_panels = [PublishingPanel()]

    class Meta:
        abstract = True

    def public_site(self, request: HttpRequest | None = None) -> PublicSite | None:
        """The site that the page stands on; of the request's own site without asking again."""
        code = addresses.root_of(self.url_path).code
        known = getattr(request, "public_site", None)
        if isinstance(known, PublicSite) and known.code == code:
            return known
        return PublicSite.objects.select_related("emblem").filter(code=code).first()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        site = self.public_site(request)
        if site is None:
            return None
        path = addresses.path_of(self.url_path, on_own_host=bool(site.host_name))
        return (site.pk, f"{addresses.scheme()}://{site.host_name}" if site.host_name else "", path)

    def get_url(self, request: HttpRequest | None = None, current_site: object = None) -> str | None:
        site = self.public_site(request)
        return addresses.address_of(self.url_path, site.host_name, request) if site else None

    url = property(get_url)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        site = self.public_site(request)
        request.public_site = site  # type: ignore[attr-defined]
        context.update(public_site=site, language=self.locale.language_code)
        for kind in type(self).__mro__:
            if kind in _shown:
                return {**context, **_shown[kind](self, request)}
        return context

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        with translation.override(self.locale.language_code):
            response = super().serve_preview(request, mode_name)
            return response.render() if hasattr(response, "render") else response

    @property
    def description(self) -> str:
        """In a sentence, for search engines and for who passes the page on."""
        return str(self.search_description or getattr(self, "lead", "") or "")[:300]


class Pictured(models.Model):
    """A page with a picture of its own, which lists and those who pass the page on show."""

    picture = models.ForeignKey(
        "website.Picture", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_caption = models.CharField(_("caption of the picture"), max_length=250, blank=True)

    class Meta:
        abstract = True
