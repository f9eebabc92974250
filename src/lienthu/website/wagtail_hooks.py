"""How Wagtail's editor is fitted into the house. Found by Wagtail under this name."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page

from lienthu.website.models import Recheck


@hooks.register("before_edit_page")
def somebody_took_it_back(request: HttpRequest, page: Page) -> None:
    """Above the form of an article that waits to be gone through."""
    if request.method == "GET" and Recheck.objects.filter(page=page.pk, settled_at=None).exists():
        messages.warning(request, _("Somebody who is told of here does not want to be named any more: take them out."))


HIDDEN = {"help", "settings", "documents", "snippets", "users", "groups"}


@hooks.register("construct_main_menu")
def only_what_is_used(_request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(_request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's counts of pages and pictures cannot be worded in Vietnamese; what they lead to is in the menu."""
    items.clear()


@hooks.register("register_admin_menu_item")
def back_to_the_house() -> MenuItem:
    return MenuItem(_("Public sites"), reverse("website:index"), name="house", icon_name="home", order=1)


class NoDocuments(ImagesAdminAPIViewSet):
    """Wagtail's editor asks where documents are listed; there are none of its own: they are pages (`DocumentPage`)."""

    name = "documents"

    def get_queryset(self) -> Any:
        return super().get_queryset().none()


@hooks.register("construct_admin_api")
def without_documents(router: Any) -> None:
    router.register_endpoint("documents", NoDocuments)


@hooks.register("insert_global_admin_css")
def own_look() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("website/editor.css"))
