"""Opening a public site, and changing what it looks like."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Federation, Organisation
from lienthu.lib.vietnamese import fold
from lienthu.website import known
from lienthu.website.errors import WebsiteRefused
from lienthu.website.models import ContactPage, HomePage, LibraryPage, LinksPage, PublicSite, SectionPage
from lienthu.website.models.addresses import ENGLISH
from lienthu.website.services import rights

FACTS: Final = ("host_name", "accent", "emblem", "is_main")


@dataclass(frozen=True)
class First:
    """A page that every site begins with."""

    kind: type[Page]
    title: str
    slug: str
    facts: dict[str, Any]


# The words are those of the sites' own language, which is Vietnamese whatever language the hub is worked in.
SECTIONS: Final = (
    First(SectionPage, "Tin tức", "tin-tuc", {}),
    First(SectionPage, "Sự kiện", "su-kien", {"order": "coming"}),
    First(SectionPage, "Dịch vụ", "dich-vu", {"order": "tree"}),
    First(SectionPage, "Văn bản", "van-ban", {"shows_laws": True}),
    First(LinksPage, "Liên kết", "lien-ket", {}),
    First(ContactPage, "Liên hệ", "lien-he", {}),
)


@transaction.atomic
def open_site(
    *,
    code: str,
    title: str,
    organisation: Organisation,
    federation: Federation | None = None,
    host_name: str = "",
    accent: str = PublicSite.Accent.RIVER,
    tagline: str = "",
    is_main: bool = False,
    actor: User | None,
    at: datetime,
) -> PublicSite:
    """Open the site of an organisation (or, in its hands, of a federation) with its first sections.

    Raises WebsiteRefused where the code, the host name or the organisation has a site already.
    """
    slug = slugify(fold(code)).replace("_", "-")
    _refuse_what_is_taken(slug, host_name, organisation, federation)
    vietnamese = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node()
    home = HomePage(title=title, slug=slug, tagline=tagline, locale=vietnamese, owner=actor)
    root.add_child(instance=home)
    collection = Collection.get_first_root_node().add_child(instance=Collection(name=title[:255]))
    if is_main:
        PublicSite.objects.filter(is_main=True).update(is_main=False)
    site = PublicSite.objects.create(
        code=slug,
        organisation=organisation,
        federation=federation,
        host_name=host_name.lower(),
        accent=accent,
        is_main=is_main,
        home=home,
        collection=collection,
    )
    rights.open_to_groups(site, [home], collection)
    rights.review_by_editors(site, [home])
    for first in SECTIONS:
        home.add_child(instance=first.kind(title=first.title, slug=first.slug, show_in_menus=True, **first.facts))
    if federation is None:
        page = LibraryPage(title=title, slug="thu-vien", library=organisation, show_in_menus=False)
        home.add_child(instance=page)
    known.forget()
    after = {"code": slug, "host_name": site.host_name, "accent": accent}
    audit.record(actor=actor, at=at, action="site.opened", thing=site, before=None, after=after)
    return site


@transaction.atomic
def change_site(*, site: PublicSite, facts: dict[str, Any], actor: User | None, at: datetime) -> PublicSite:
    """Change host name, colour, emblem, or which site is the hub's own. Raises WebsiteRefused for a host name taken."""
    site = PublicSite.objects.select_for_update().get(pk=site.pk)
    taken = PublicSite.objects.exclude(pk=site.pk).filter(host_name__iexact=facts.get("host_name") or "-")
    if taken.exists():
        raise WebsiteRefused("host_taken", _("Another site stands under this host name."), field="host_name")
    before = {name: _plain(getattr(site, name)) for name in FACTS}
    if facts.get("is_main"):
        PublicSite.objects.exclude(pk=site.pk).filter(is_main=True).update(is_main=False)
    for name in FACTS:
        if name in facts:
            setattr(site, name, facts[name])
    site.version += 1
    site.save()
    known.forget()
    after = {name: _plain(getattr(site, name)) for name in FACTS}
    if before != after:
        audit.record(actor=actor, at=at, action="site.changed", thing=site, before=before, after=after)
    return site


def touch(code: str) -> None:
    """Have what was kept of the site's pages made anew: something on it has changed."""
    PublicSite.objects.filter(code=code).update(version=F("version") + 1)
    known.forget()


def _plain(value: object) -> object:
    return getattr(value, "pk", value)


def _refuse_what_is_taken(code: str, host_name: str, organisation: Organisation, federation: Federation | None) -> None:
    if not code or code.endswith(ENGLISH):
        message = _("A site's code is made of letters and digits and does not end with %(ending)s.")
        raise WebsiteRefused("bad_code", message % {"ending": ENGLISH}, field="code")
    if PublicSite.objects.filter(code=code).exists():
        raise WebsiteRefused("code_taken", _("There is a site with this code; choose another."), field="code")
    if host_name and PublicSite.objects.filter(host_name__iexact=host_name).exists():
        raise WebsiteRefused("host_taken", _("Another site stands under this host name."), field="host_name")
    same = {"federation": federation} if federation else {"federation": None, "organisation": organisation}
    if PublicSite.objects.filter(**same).exists():
        raise WebsiteRefused("has_site", _("It has a public site already."), field="organisation")
