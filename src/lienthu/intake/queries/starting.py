"""The steps by which a library begins, and which of them are done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import Role
from lienthu.calendars.queries.written import timetables_of
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.cataloguing.models import AccessionSeries
from lienthu.circulation.models import Loan
from lienthu.circulation.queries.policies import line_of, rules_of
from lienthu.common.access import Person, allowed
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.intake.models import Kind
from lienthu.patrons.models import Patron
from lienthu.patrons.queries.categories import categories_of

Link = tuple[str | Promise, str]  # words, address
May = Callable[..., tuple[Link, ...]]  # of an action and links: these, where the person may do that


@dataclass(frozen=True)
class Step:
    """One step; `count` is what is there already, `needed` False for what a library may do without."""

    title: str | Promise
    text: str | Promise
    count: int
    links: tuple[Link, ...]
    needed: bool = True

    @property
    def done(self) -> bool:
        return self.count > 0


def _places(library: Organisation, today: date) -> str:
    """Where places are set up: the first is asked for at once."""
    if federation.sites_of([library.pk], today).exists():
        return reverse("federation:organisation", args=[library.code])
    return reverse("federation:change", args=[library.code, "site"])


def steps(library: Organisation, user: Person) -> list[Step]:
    """In the order in which each rests on those before it."""

    def may(action: str, *links: Link) -> tuple[Link, ...]:
        return links if allowed(user, action, library) else ()

    return [*_of_the_house(library, may), *_of_books(library, may), *_of_lending(library, may)]


def _of_the_house(library: Organisation, may: May) -> list[Step]:
    today = timezone.localdate()
    return [
        Step(
            pgettext_lazy("what a library holds", "Places"),
            _("Buildings, reading rooms and book stores: copies stand in them and the desk works in one."),
            federation.sites_of([library.pk], today).count(),
            may("federation.edit", (_("Set up places"), _places(library, today))),
        ),
        Step(
            _("Staff"),
            _("Take on your colleagues, each with an own sign-in and role."),
            max(0, Role.objects.filter(organisation=library).values("user").distinct().count() - 1),
            may("accounts.staff", (_("Take somebody on"), reverse("accounts:people"))),
            needed=False,
        ),
        Step(
            _("Opening hours"),
            _(
                "On which days and when you are open: books fall due on open days, "
                "and readers see it on the public page."
            ),
            len(timetables_of(library, None, on=today, language="vi")),
            may("federation.read", (_("Opening hours and holidays"), reverse("calendars:hours"))),
            needed=False,
        ),
        Step(
            _("Categories of readers"),
            _(
                "At least adults and children, with the months that a card is good. "
                "Often they come from the library above yours."
            ),
            len(categories_of(library, today)),
            may("patrons.read", (_("Categories of readers"), reverse("patrons:categories"))),
        ),
    ]


def _of_books(library: Organisation, may: May) -> list[Step]:
    return [
        Step(
            _("The catalogue"),
            _(
                "Your records as MARC, CDS/ISIS, Excel or CSV. A table of books makes short records with their copies; "
                "without any file you catalogue book by book."
            ),
            SourceRecord.objects.filter(library=library, withdrawn_at=None).count(),
            (
                *may("catalogue.import", (_("Import a file"), reverse("catalogue:imports"))),
                *may("cataloguing.edit", (_("Catalogue book by book"), reverse("cataloguing:home"))),
            ),
        ),
        Step(
            _("Accession numbers"),
            _("The series from which each new copy gets its number, such as VL.000001."),
            AccessionSeries.objects.filter(library=library, closed_on=None).count(),
            may("cataloguing.edit", (_("Accession numbers"), reverse("cataloguing:series"))),
        ),
        Step(
            pgettext_lazy("what a library holds", "Copies"),
            _("Only where the records came without them: a table with accession numbers, linked to your records."),
            Copy.objects.filter(owner=library).exclude(status=Copy.Status.WITHDRAWN).count(),
            ((_("Bring in copies"), f"{reverse('intake:files')}?kind={Kind.COPIES}"),),
        ),
    ]


def _of_lending(library: Organisation, may: May) -> list[Step]:
    today, files = timezone.localdate(), reverse("intake:files")
    return [
        Step(
            _("Readers"),
            _("From your old list; a child whose guardian has not signed yet is taken too, and the desk will ask."),
            Patron.objects.filter(library=library, state=Patron.State.ACTIVE).count(),
            (
                (_("Bring in readers"), f"{files}?kind={Kind.PATRONS}"),
                *may("patrons.edit", (_("Register a reader"), reverse("patrons:register"))),
            ),
        ),
        Step(
            _("Open loans"),
            _("What is out now. Loans that ended stay in the old system: its statistics have counted them."),
            Loan.objects.filter(library=library).count(),
            ((_("Bring in open loans"), f"{files}?kind={Kind.LOANS}"),),
            needed=False,
        ),
        Step(
            _("Rules of lending"),
            _("For how long and how many; without a rule of yours 14 days and 5 copies hold."),
            len(rules_of(line_of(library.pk, today))),
            may("circulation.policies", (_("Set up rules"), reverse("circulation:policies"))),
            needed=False,
        ),
    ]
