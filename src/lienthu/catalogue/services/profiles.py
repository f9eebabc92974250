"""How one library's files are read: kept once a person has said it, for every file from then on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.models import LibraryProfile
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.lib.marc.copies import KNOWN

LONGEST_CODE = 200


@transaction.atomic
def change(
    *,
    library: Organisation,
    encoding: str,
    layout: str,
    places: Mapping[str, str],
    forget_columns: bool,
    actor: User,
    at: datetime,
) -> LibraryProfile:
    """Say how the library's next files are to be read.

    `layout` is the name of a known layout of copies (lib.marc.copies.KNOWN) or of the library's own, "" recognises it
    record by record; `places` maps the member's place codes to organisation codes. Records that are stored already
    stay as they are. Raises ImportRefused for a layout or a branch that does not exist.
    """
    profile, _made = LibraryProfile.objects.select_for_update().get_or_create(library=library)
    before = _state(profile)
    profile.encoding = encoding
    profile.copies = _layout(layout, profile.copies)
    profile.places = {place.strip()[:LONGEST_CODE]: code for place, code in places.items() if place.strip() and code}
    _check_branches(profile.places)
    if forget_columns:
        profile.columns = {}
    profile.save()
    after = _state(profile)
    if after != before:
        audit.record(actor=actor, at=at, action="library_profile.changed", thing=profile, before=before, after=after)
    return profile


def _layout(name: str, own: dict[str, Any] | None) -> dict[str, Any] | None:
    if not name:
        return None
    if own and own["name"] == name:
        return own
    for mapping in KNOWN:
        if mapping.name == name:
            return mapping.as_dict()
    raise ImportRefused(
        "layout_unknown", _("There is no layout of copies named %(name)s; choose one of the list.") % {"name": name}
    )


def _check_branches(places: Mapping[str, str]) -> None:
    known = set(Organisation.objects.filter(code__in=places.values()).values_list("code", flat=True))
    for place, code in places.items():
        if code not in known:
            message = _("%(place)s leads to %(code)s, which is no branch; choose one of the list.")
            raise ImportRefused("branch_unknown", message % {"place": place, "code": code})


def _state(profile: LibraryProfile) -> dict[str, object]:
    return {
        "encoding": profile.encoding,
        "layout": profile.copies["name"] if profile.copies else "",
        "places": [f"{place} → {code}" for place, code in sorted(profile.places.items())],
        "columns": [f"{column} → {target}" for column, target in sorted(profile.columns.items()) if target],
    }
