"""What the editor's forms refuse, for all pages and for those about a library. Fitted to the pages by apps.py."""

from itertools import count
from string import ascii_lowercase
from typing import Any, Final

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import fold
from lienthu.website.queries import sites

DEPTH_OF_HOMES: Final = 2


def _plain_letters() -> list[tuple[str, str]]:
    """What the slug's field makes of Vietnamese letters, which it would leave out: thu-vien, not th-vin."""
    letters: dict[str, str] = {}
    for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))):
        plain = fold(letter)
        if letter != plain and plain in ascii_lowercase:
            letters[plain] = letters.get(plain, "") + letter
    return [*((f"[{found}]", plain) for plain, found in letters.items()), ("[\u0300-\u0323]", "")]


PLAIN_LETTERS: Final = _plain_letters()


class SitePageForm(WagtailAdminPageForm):
    """A page directly below the home does not stand where the hub has a page of its own: nobody would ever see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput(formatters=PLAIN_LETTERS)

    def clean(self) -> dict[str, Any]:
        self._number_the_address()
        facts: dict[str, Any] = super().clean()
        if self.parent_page and self.parent_page.depth == DEPTH_OF_HOMES and _is_the_hubs(str(facts.get("slug", ""))):
            self.add_error("slug", _("The hub has a page of its own at this address. Choose another."))
        return facts

    def _number_the_address(self) -> None:
        """A new page with the title of another beside it ("Thông báo") has the next free address, not an error."""
        slug, is_free = str(self.cleaned_data.get("slug", "")), self.instance._slug_is_available
        if slug and self.instance._state.adding and not is_free(slug, self.parent_page):
            names = (f"{slug}-{turn}" for turn in count(2))
            self.cleaned_data["slug"] = next(name for name in names if is_free(name, self.parent_page))


def _is_the_hubs(slug: str) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        try:
            resolve(f"/{slug}/", "lienthu.urls")
        except Resolver404:
            return slug == "hoi-thu-thu"
    return bool(slug)


class LibraryPageForm(SitePageForm):
    """A page about a library: one of the site's own organisation, or of the federation whose site it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = timezone.localdate()
        own = sites.organisations_of(self.parent_page, day) | Organisation.objects.filter(pk=self.instance.library_id)
        names = federation.names(list(own.values_list("pk", flat=True)), day)
        self.fields["library"].queryset = own
        self.fields["library"].label_from_instance = lambda each: names.get(each.pk, str(each))
