"""Which site a reader is on, and which a member of staff may work on."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from lienthu.accounts import queries as accounts
from lienthu.accounts.models import User
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.website.models import HomePage, PublicSite
from lienthu.website.models.addresses import root_of
from lienthu.website.permissions import WRITE


def by_code(code: str) -> PublicSite | None:
    return PublicSite.objects.select_related("organisation", "emblem").filter(code=code).first()


def main_site() -> PublicSite | None:
    """The site that the catalogue's pages on the hub's address belong to."""
    return PublicSite.objects.select_related("organisation", "emblem").filter(is_main=True).first()


def home_in(site: PublicSite, language: str) -> HomePage | None:
    """The live home of the site in the language; None where it is not translated."""
    homes = HomePage.objects.filter(translation_key=site.home.translation_key, live=True)
    found: HomePage | None = homes.filter(locale__language_code=language).select_related("locale").first()
    return found


def menu(home: Page) -> list[Page]:
    """The sections that stand in the site's head, in the order of the tree."""
    return list(home.get_children().live().in_menu().select_related("locale"))


def sites_for(user: User, action: str = WRITE, day: date | None = None) -> list[PublicSite]:
    """The sites on which the person may do this, in order."""
    reached = accounts.reach(user, action, day or timezone.localdate())
    sites = PublicSite.objects.select_related("organisation", "federation", "home", "emblem")
    if reached is not None:
        sites = sites.filter(organisation__in=reached)
    return list(sites)


def organisations_of(page: Page, day: date) -> QuerySet[Organisation]:
    """Of whom the site tells on which the page stands: its organisation and all below it; a federation's members."""
    site = PublicSite.objects.select_related("organisation", "federation").filter(code=root_of(page.url_path).code)
    found = site.first()
    if found is None:
        return Organisation.objects.none()
    if found.federation is not None:
        return Organisation.objects.filter(pk__in=federation.members(found.federation, day).values("pk"))
    below = federation.descendants(found.organisation, day)
    return Organisation.objects.filter(pk__in=[found.organisation_id, *below])


def title_of(site: PublicSite, language: str) -> str:
    """What the site is called: its home's title in the language, else in Vietnamese."""
    home = home_in(site, language) or site.home
    return str(home.title)


def library_name(site: PublicSite, language: str) -> str:
    return federation.names([site.organisation_id], timezone.localdate(), language)[site.organisation_id]
