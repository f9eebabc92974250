"""What a member of staff begins the day from, and who works where."""

from collections.abc import Collection
from datetime import date
from typing import Final

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lienthu.accounts.models import Role, User
from lienthu.common import rooms
from lienthu.common.access import allowed
from lienthu.common.models import AuditEntry
from lienthu.common.prepared import Read
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.lib.vietnamese import fold, sort_key

LIBRARY_CHOSEN: Final = "working_library"  # keys of the session: what was chosen on the page "Where you work today"
SITE_CHOSEN: Final = "working_site"
MEMBER: Final = "catalogue.read"  # what every role allows, so: over which organisations anything is allowed at all

FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
ASKED_FOR_SECOND_FACTOR: Final = frozenset({Role.Kind.DIRECTOR, Role.Kind.SYSTEM})


def recent_work(user: User, limit: int = 8) -> list[AuditEntry]:
    """What the user did last, newest first."""
    return list(AuditEntry.objects.filter(actor=user)[:limit])


def organisations_of(user: User) -> list[Organisation]:
    """The organisations that the user holds a role over, by code; none for a role over the whole hub."""
    return list(Organisation.objects.filter(pk__in=user.roles.values("organisation")).order_by("code"))


def reach(user: User, action: str, day: date) -> list[Organisation] | None:
    """The organisations over which the user may do the action, by code; None: over the whole hub."""
    roles = [role for role in user.roles.all() if allowed(user, action, role.organisation)]
    if any(role.organisation_id is None for role in roles):
        return None
    tops = {role.organisation_id for role in roles}
    lines = federation.paths(day)
    reached = [pk for pk, line in lines.items() if not tops.isdisjoint(line)]
    return list(Organisation.objects.filter(pk__in=reached))


def working_library(request: HttpRequest) -> Organisation | None:
    """Where the signed-in person works today: what they chose, else the one organisation that their roles are over.

    None: nobody is signed in, they have no role, or they have several and have not chosen. A choice holds for the
    session, and only as long as a role reaches there. It says where somebody works, not what they may do there:
    views that need both stand behind `permissions.at_work`. Asked once a request.
    """
    return _workplace(request)[0]


def working_site(request: HttpRequest) -> Site | None:
    """At which of that organisation's sites: the chosen one, else the only one, else its one main building."""
    return _workplace(request)[1]


def _workplace(request: HttpRequest) -> tuple[Organisation | None, Site | None]:
    known: tuple[Organisation | None, Site | None] | None = getattr(request, "_lienthu_workplace", None)
    if known is None:
        library = _library_of(request)
        known = (library, _site_of(request, library) if library else None)
        request._lienthu_workplace = known  # type: ignore[attr-defined]
    return known


def _library_of(request: HttpRequest) -> Organisation | None:
    user = request.user
    if not user.is_authenticated:
        return None
    number = _chosen(request, LIBRARY_CHOSEN)
    chosen = _ORGANISATION.first(*number) if number else None
    if chosen and allowed(user, MEMBER, chosen):
        return chosen
    own = {role.organisation for role in user.roles.all()}
    return own.pop() if len(own) == 1 else None


def _chosen(request: HttpRequest, key: str) -> list[int]:
    return [number for number in [request.session.get(key)] if isinstance(number, int)]


def _site_of(request: HttpRequest, library: Organisation) -> Site | None:
    sites = _SITES(library.pk, timezone.localdate())
    chosen = [site for site in sites if site.pk in _chosen(request, SITE_CHOSEN)]
    if chosen:
        return chosen[0]
    main = sites if len(sites) == 1 else [site for site in sites if site.kind == Site.Kind.MAIN]
    return main[0] if len(main) == 1 else None


_ORGANISATION: Final = Read(lambda number: Organisation.objects.filter(pk=number), int)
_SITES: Final = Read(lambda library, day: federation.sites_of([library], day), int, date)


def workplaces(user: User, text: str, limit: int) -> list[Organisation]:
    """The open organisations that the user can work at, whose name or code has the text in it: own ones first, then
    the upper tiers."""
    day = timezone.localdate()
    reached = reach(user, MEMBER, day)
    within = None if reached is None else {organisation.pk for organisation in reached}
    names = federation.names(None, day)
    wanted, own = fold(text), {role.organisation_id for role in user.roles.all()}
    found = [
        each
        for each in federation.organisations_on(day).select_related("tier")
        if (within is None or each.pk in within) and (wanted in fold(names[each.pk]) or wanted in fold(each.code))
    ]
    found.sort(key=lambda each: (each.pk not in own, _rank(each), sort_key(names[each.pk])))
    return found[:limit]


def _rank(organisation: Organisation) -> int:
    """Of its tier, 0 at the top; one without a tier comes after all that have one."""
    return organisation.tier.rank if organisation.tier else 1_000


def staff_of(organisations: list[Organisation] | None) -> list[tuple[User, list[Role]]]:
    """The staff with a role over one of the organisations, and those roles, by name; None: all staff.

    Those whose account is closed come last.
    """
    roles = Role.objects.select_related("organisation")
    staff = User.objects.order_by("-is_active", "full_name", "username")
    if organisations is not None:
        roles = roles.filter(organisation__in=organisations)
        staff = staff.filter(pk__in=roles.values("user"))
    held: dict[int, list[Role]] = {}
    for role in roles:
        held.setdefault(role.user_id, []).append(role)
    return [(person, held.get(person.pk, [])) for person in staff]


def second_factors(user: User) -> list[Authenticator]:
    """App, passkeys and recovery codes of the user, in the order in which they were added."""
    return list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))


def with_second_factor(people: Collection[int]) -> set[int]:
    """Which of these people, by key, have an app or a passkey."""
    held = Authenticator.objects.filter(user__in=people, type__in=FACTORS)
    return set(held.values_list("user_id", flat=True))


def lacks_second_factor(user: User) -> bool:
    """Whether the user's role asks for a second factor and there is none. Recovery codes alone are none."""
    asked = any(role.kind in ASKED_FOR_SECOND_FACTOR for role in user.roles.all())
    return asked and not with_second_factor([user.pk])


def waits(user: User) -> bool:
    """Whether wrong passwords keep the user from signing in, from one address at least."""
    names = {user.username.lower(), user.email.lower()} - {""}
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tried = AccessAttempt.objects.filter(username__in=names, attempt_time__gte=since)
    return bool(tried.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists())


def audit_for(user: User, day: date) -> QuerySet[AuditEntry]:
    """What the user may read of the audit, newest first: of the organisations that they answer for, or of the hub.

    A room may ask for a right of its own to read about its things: `audit_needs = "patrons.read"` in its AppConfig.
    """
    entries = AuditEntry.objects.select_related("actor")
    reached = reach(user, "audit.read", day)
    if reached is not None:
        entries = entries.filter(organisation_id__in=[each.pk for each in reached])
    for room, action in rooms.saying("audit_needs"):
        readable = reach(user, action, day)
        if readable is not None:
            open_to = Q(organisation_id__in=[each.pk for each in readable]) & Q(organisation_id__isnull=False)
            entries = entries.exclude(Q(thing__startswith=f"{room}.") & ~open_to)
    return entries


def people_named(text: str) -> list[int]:
    """Keys of the staff whose name or user name has the text in it, with or without marks."""
    wanted = fold(text)
    people = User.objects.values_list("pk", "full_name", "username")
    return [pk for pk, name, username in people if wanted in fold(name) or wanted in fold(username)]


def reached_by_mail(organisations: Collection[int], kind: str) -> dict[int, list[User]]:
    """By organisation, who holds the role at the organisation itself, may sign in, and has an address."""
    roles = Role.objects.filter(organisation__in=organisations, kind=kind, user__is_active=True).exclude(user__email="")
    found: dict[int, list[User]] = {}
    for role in roles.select_related("user").order_by("pk"):
        found.setdefault(role.organisation_id or 0, []).append(role.user)
    return found
