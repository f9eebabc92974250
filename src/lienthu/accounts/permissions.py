"""Which roles allow which actions, and over what. Whatever is not said here is refused."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.models import Role, User
from lienthu.accounts.queries import working_library
from lienthu.common.access import SOMEWHERE, Over, Person, allowed, demand, require_role
from lienthu.common.prepared import Read, attach
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation

__all__ = [
    "ACTIONS",
    "SOMEWHERE",
    "RoleBackend",
    "acts_for",
    "allowed",
    "answers_for",
    "at_work",
    "can",
    "demand",
    "kinds_to_give",
    "require_role",
]

_EVERYBODY = frozenset({"federation.read", "catalogue.read"})
_CATALOGUING = frozenset(
    {
        "catalogue.import",
        "catalogue.match",
        "catalogue.edit",
        "cataloguing.edit",  # records, drafts, call numbers, labels
        "authorities.edit",  # headings; changing them needs a provincial library besides: authorities.rules
        "exhibitions.arrange",  # exhibitions with their books and panels
        "stock.acquire",  # orders, receipts, gifts
    }
)
_DESK = frozenset(
    {
        "patrons.read",
        "patrons.edit",
        "circulation.lend",  # loans, returns, renewals, holds, transfers
        "circulation.use",  # what was read on the spot, told by a device
        "exhibitions.arrange",
        "visits.count",  # at the door
        "visits.manage",  # computers and who sits there, gates, corrections, the tables
        "stock.count",  # stocktaking: scanning and looking
    }
)
_TRAVELLING = frozenset(
    {
        "rotation.work",  # sites, sets, packing, dispatch, receipt, counting
        "rotation.plan",  # rounds: propose, pin, approve
        "mobile.plan",  # vehicles, crews, stops, routes, trips
        "mobile.work",  # the trips themselves: who plans them looks at them, and goes along where a crew is small
    }
)
# Who brings boxes to sites counts there what was read and who came; lending stays with the desks.
_AT_SITES = frozenset({"stock.count", "sync.device", "circulation.use", "visits.count"})
_SHARING = frozenset(
    {
        "sharing.read",  # gifts given, rounds of exchange, balances
        "sharing.write",  # give copies away, offer and ask, send and receive
    }
)
_ON_THE_ROAD = frozenset(
    {
        "mobile.work",  # drive a trip and close it with its report
        "sync.device",  # enrol a device of one's own, take a bundle along
    }
)
_REPORTING = frozenset(
    {
        "reports.read",  # figures, dashboards, returns and reports
        "reports.write",  # fill in returns, write reports
        "ledger.read",  # the entries behind a figure
        "conferences.read",  # conferences of the federations that the library sits in
        "conferences.write",  # prepare those that it hosts; its own delegates and papers
        "awards.propose",  # points of one's own library, with proofs; proposals
        "contests.enter",  # teams and entrants of one's own library
        "contests.organise",  # sports days and contests that one's own library organises
    }
)
_TRAINING = frozenset(
    {
        "training.read",  # courses, who took part, the training record of the staff
        "training.write",  # plan courses, register people, attendance, certificates, the list of the staff
    }
)
# Papers with numbers, and what a federation decides, elects and spends.
_PAPERS = frozenset({"registry.read", "registry.write", "governance.read"})
_WRITING = frozenset({"website.write"})  # articles and pages of the public site, as drafts
_IN_CHARGE = frozenset(
    {
        "website.publish",  # let them appear; the site's look; answers to readers' questions
        "patrons.settle",  # merge patrons, categories, answers to requests about personal data
        "circulation.override",  # lend against a refusal
        "circulation.policies",  # policies, notices
        "calendars.edit",  # opening hours, holidays and closings
        "circulation.shift",  # move the due dates of many loans at once
        "circulation.ways",  # what it costs to bring a copy from one library to another
        "stock.weed",
        "stock.close",  # close a stocktaking, sign its minutes
        "intake.run",
        "rotation.rules",  # months at a site, copies per title, people who bring a set
        "sync.settle",  # answer what devices brought back with a question; cut a device off
        "ledger.correct",  # take an entry of the ledger away by a counter-entry
        "reports.approve",  # call for returns, approve them or send them back, sign reports
        "targets.set",
        "awards.decide",  # the council's points and votes, decisions
        "accounts.staff",
        "audit.read",
        "federation.edit",
    }
)

ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    # What each role may do over its organisation and everything below. "federation.edit": names, places in the tree,
    # sites; "federation.govern": federations, their members, terms and offices; "accounts.staff": staff and roles;
    # "cataloguing.targets": addresses of catalogues elsewhere, to which the hub itself then sends requests.
    # "governance.write": over the lead library for its federation, over a member for what resolutions ask of it;
    # "registry.laws": legal documents, which are the same for everybody.
    Role.Kind.DIRECTOR: _EVERYBODY
    | _WRITING
    | _CATALOGUING
    | _DESK
    | _TRAVELLING
    | _SHARING
    | _ON_THE_ROAD
    | _REPORTING
    | _TRAINING
    | _PAPERS
    | _IN_CHARGE
    | {"governance.write"},
    Role.Kind.CATALOGUER: _EVERYBODY | _WRITING | _CATALOGUING | _SHARING | {"stock.count"},
    Role.Kind.CIRCULATION: _EVERYBODY | _WRITING | _DESK | {"sync.device", "sync.settle", "reports.read"},
    Role.Kind.ROTATION: _EVERYBODY | _TRAVELLING | _SHARING | _AT_SITES | {"reports.read"},
    Role.Kind.MOBILE_CREW: _EVERYBODY | _DESK - {"stock.count"} | _ON_THE_ROAD,
    Role.Kind.GUARD: _EVERYBODY | {"visits.count"},
    Role.Kind.REPORTER: _EVERYBODY | _WRITING | _REPORTING | _PAPERS | {"training.read"},
    Role.Kind.SECRETARY: _EVERYBODY
    | _WRITING
    | {"awards.decide"}
    | _REPORTING
    | _SHARING
    | _TRAINING
    | _PAPERS
    | {"governance.write", "registry.laws"}
    | {"website.publish"}
    | {"federation.govern", "reports.approve", "targets.set", "circulation.ways", "authorities.edit"},
    # A system administrator sees to the hub, not to patrons: rights over personal data are a library's own.
    Role.Kind.SYSTEM: _EVERYBODY
    | _WRITING
    | _CATALOGUING
    | _REPORTING
    | _IN_CHARGE - {"patrons.settle", "circulation.shift", "sync.settle", "reports.approve", "ledger.correct"}
    | {"federation.govern", "cataloguing.targets", "registry.read", "registry.laws", "governance.read"},
}


def can(user: Person, action: str, over: Over, *, day: date | None = None) -> bool:
    """Whether one of the user's roles allows the action over an organisation, `SOMEWHERE`, or (None) the whole hub.

    A role over an organisation reaches everything that stands below it on `day` (default: today), and reaches it
    still when it is closed: then the parent it had last counts.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    held = [role.organisation_id for role in user.roles.all() if action in ACTIONS.get(role.kind, ())]
    if None in held or not held:
        return bool(held)
    if over is SOMEWHERE:
        return True
    if not isinstance(over, Organisation):
        return False
    return over.pk in held or not federation.line_of(over, day or timezone.localdate()).isdisjoint(held)


def acts_for(user: Person, action: str, group: Federation | None, *, day: date | None = None) -> bool:
    """Whether the user may do the action for a federation: over the whole hub, or over the library that leads it."""
    if can(user, action, None):
        return True
    leads = federation.lead_library(group, day or timezone.localdate()) if group else None
    return leads is not None and can(user, action, leads)


# What only a hand over the whole hub gives: these reach beyond any one library.
_OF_THE_HUB = frozenset({Role.Kind.SECRETARY, Role.Kind.SYSTEM})


def kinds_to_give(user: Person) -> list[Role.Kind]:
    """The roles that the user may give over what they answer for."""
    whole_hub = can(user, "accounts.staff", None)
    return [kind for kind in Role.Kind if whole_hub or kind not in _OF_THE_HUB]


def answers_for(user: Person, person: User) -> bool:
    """Whether the user may close the account of a person, and help them sign in: over all their roles, or not at all.

    A director must not come to what a colleague holds elsewhere by giving them a new password.
    """
    over = [role.organisation for role in person.roles.all()] or [None]
    return user != person and all(can(user, "accounts.staff", each) for each in over)


def at_work(action: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a view that works at one organisation: the action is demanded over `queries.working_library(request)`.

    Who has not said where they work today is asked to, and comes back. In the view the answer is never None.
    """

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @require_role(action, over=SOMEWHERE)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            library = working_library(request)
            if library is None:
                asked = request.get_full_path() if request.method == "GET" else ""
                return HttpResponseRedirect(f"{reverse('accounts:working')}?{urlencode({'next': asked})}")
            demand(request.user, action, library)
            return view(request, *args, **kwargs)

        return guarded

    return guard


_PERSON: Final = Read(lambda user: User.objects.filter(pk=user), int)
_ROLES: Final = Read(lambda user: Role.objects.filter(user=user).select_related("organisation"), int)


class RoleBackend(AuthenticationBackend):
    """Signs in by user name or address; answers `user.has_perm(action, organisation)` from the roles alone."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, roles read with them: a page asks for a right as often as it has links."""
        user = _PERSON.first(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        attach(user, "roles", _ROLES(user.pk))
        return user

    def has_perm(self, user_obj: Person, perm: str, obj: object = None) -> bool:
        if obj is not None and obj is not SOMEWHERE and not isinstance(obj, Organisation):
            return False
        return can(user_obj, perm, obj)
