"""Records, headings and people for the tests of the headings."""

from collections.abc import Sequence

from conftest import NOW, Person

from lienthu.accounts.models import User
from lienthu.authorities.models import Heading
from lienthu.authorities.services import changes, harvest
from lienthu.authorities.services.changes import Scope
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services.records import save_record
from lienthu.federation.models import Organisation, Tier
from lienthu.lib.marc import headings
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record

GENERAL = ("008", "260105s2020    vm            000 0 vie d")


def saved(person: Person, title: str, *fields: tuple[str, str]) -> SourceRecord:
    """A record of the person's library, saved by hand, its headings gathered."""
    record = Record(NEW_LEADER, [GENERAL, ("245", f"10\x1fa{title}"), *fields])
    source = save_record(library=person.library, record=record, actor=person.user, at=NOW).source
    harvest.catch_up()
    return source


def heading(text: str) -> Heading:
    return Heading.objects.get(text=text)


def person_form(name: str, years: str = "") -> headings.Form:
    return (("a", name), ("d", years)) if years else (("a", name),)


def provincial(person: Person) -> User:
    """The same person, now of a library of a province, so that they may change headings."""
    Tier.objects.get_or_create(key="provincial", defaults={"name": "Cấp tỉnh", "rank": 20})
    Organisation.objects.filter(pk=person.library.pk).update(tier=Tier.objects.get(key="provincial"))
    return User.objects.get(pk=person.user.pk)


def corrected(old: str, form: headings.Form, libraries: Sequence[Person] = (), **more: bool) -> changes.Change:
    scope = Scope([each.library.pk for each in libraries], **more)
    return changes.correct(heading=heading(old), form=form, scope=scope, reason="", actor=None, at=NOW)


def merged(moved: str, kept: str, libraries: Sequence[Person] = (), **more: bool) -> changes.Change:
    scope = Scope([each.library.pk for each in libraries], **more)
    return changes.merge(kept=heading(kept), moved=heading(moved), scope=scope, reason="", actor=None, at=NOW)
