"""What a word of a file may mean here: a category of readers; a place or branch."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import sort_key
from lienthu.patrons.queries.categories import categories_of

Choices = list[tuple[str, str]]


def categories_at(library: Organisation) -> Choices:
    """Code and name of each category that readers of the library may have."""
    return [(each.category.code, each.category.name) for each in categories_of(library, timezone.localdate())]


def places_at(library: Organisation) -> Choices:
    """The library's places and branches: "site:12" and "org:CODE" with their names."""
    today = timezone.localdate()
    below = federation.descendants(library, today)
    found = [library.pk, *(pk for pk in below if pk != library.pk)]
    names = federation.short_names(found, today)
    sites = federation.sites_of(found, today).select_related("organisation")
    rows = [
        (
            f"site:{site.pk}",
            site.name if site.organisation_id == library.pk else names.place(site.organisation_id, site.name),
        )
        for site in sites
    ]
    branches = Organisation.objects.filter(pk__in=found[1:])
    rows += [(f"org:{each.code}", names[each.pk]) for each in branches]
    return sorted(rows, key=lambda row: sort_key(row[1]))


def meanings(name: str, library: Organisation) -> Choices:
    """What the page offers for each word; the first says that a person has said nothing."""
    if name == "category":
        return [("", str(_("– not said –"))), *categories_at(library)]
    if name == "place":
        return [("", str(_("the library itself; the word stays as the shelf"))), *places_at(library)]
    return []
