"""Taking on staff, giving them roles, closing accounts, and helping whoever cannot sign in."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.utils import reset as lift_waits
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.errors import StaffRefused
from lienthu.accounts.models import Role, User
from lienthu.common import audit
from lienthu.federation.models import Organisation


@transaction.atomic
def create_staff(
    *,
    username: str,
    full_name: str,
    password: str,
    kind: str,
    organisation: Organisation | None,
    actor: AbstractBaseUser | None,
    at: datetime,
    email: str = "",
) -> User:
    """Take on a member of staff with one role over the organisation and what lies below it (None: the whole hub)."""
    user = User(username=username.strip(), full_name=full_name.strip(), email=email.strip().lower())
    try:
        user.clean_fields(exclude={"password"})
    except ValidationError as error:
        raise StaffRefused("bad_user_name", " ".join(error.messages), field="username") from error
    if User.objects.filter(username__iexact=user.username).exists():
        raise StaffRefused(
            "user_name_taken",
            _("The user name “%(name)s” is taken. Choose another.") % {"name": user.username},
            field="username",
        )
    _check_address(user)
    _take_password(user, password)
    user.save()
    audit.record(
        actor=actor,
        at=at,
        action="staff.added",
        thing=user,
        before=None,
        after={"username": user.username},
        organisation=organisation,
    )
    give_role(user=user, kind=kind, organisation=organisation, actor=actor, at=at)
    return user


@transaction.atomic
def give_role(
    *, user: User, kind: str, organisation: Organisation | None, actor: AbstractBaseUser | None, at: datetime
) -> Role:
    """Give one more role; holding it already changes nothing."""
    if kind not in Role.Kind.values:
        raise StaffRefused(
            "unknown_role",
            _("There is no role “%(kind)s”. The roles are: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(Role.Kind.values)},
            field="kind",
        )
    role, is_new = Role.objects.get_or_create(user=user, kind=kind, organisation=organisation)
    if is_new:
        over = organisation.code if organisation else None
        audit.record(
            actor=actor,
            at=at,
            action="role.given",
            thing=user,
            before=None,
            after={"role": kind, "organisation": over},
            organisation=organisation,
        )
    return role


@transaction.atomic
def take_role(*, role: Role, actor: AbstractBaseUser | None, at: datetime, reason: str = "") -> None:
    """Take a role away."""
    before = {"role": role.kind, "organisation": role.organisation.code if role.organisation else None}
    audit.record(
        actor=actor,
        at=at,
        action="role.taken",
        thing=role.user,
        before=before,
        after=None,
        reason=reason,
        organisation=role.organisation,
    )
    role.delete()


@transaction.atomic
def close_account(*, user: User, actor: AbstractBaseUser | None, at: datetime, reason: str = "") -> None:
    """End somebody's sessions and let them in no more. Roles and everything they did stay as they are."""
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        _note(user, "staff.closed", actor=actor, at=at, reason=reason)


@transaction.atomic
def reopen_account(*, user: User, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Let somebody in again, with the roles that they had."""
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _note(user, "staff.reopened", actor=actor, at=at)


@transaction.atomic
def set_password(*, user: User, password: str, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Give a new password to a colleague who lost theirs; their sessions end. The audit never holds a password."""
    _take_password(user, password)
    user.save(update_fields=["password"])
    _note(user, "staff.password_set", actor=actor, at=at)


@transaction.atomic
def set_email(*, user: User, email: str, actor: AbstractBaseUser | None, at: datetime) -> None:
    """Change the address that stands for the user name and that a lost password is asked for with; "" for none."""
    before, user.email = user.email, email.strip().lower()
    if before == user.email:
        return
    _check_address(user)
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()  # allauth's copy; it takes the new one when it needs it
    _note(user, "staff.email_changed", actor=actor, at=at, before={"email": before}, after={"email": user.email})


@transaction.atomic
def reset_second_factor(*, user: User, actor: AbstractBaseUser | None, at: datetime) -> int:
    """Remove app, passkeys and recovery codes of somebody who lost them; how many were removed."""
    held = Authenticator.objects.filter(user=user)
    count: int = held.count()
    if count:
        kinds = sorted(held.values_list("type", flat=True))
        held.delete()
        _note(user, "staff.second_factor_reset", actor=actor, at=at, before={"second_factor": kinds})
    return count


@transaction.atomic
def lift_wait(*, user: User, actor: AbstractBaseUser | None, at: datetime) -> int:
    """Forget somebody's wrong passwords, so that they need not wait; how many there were, counted by address."""
    names = {user.username.lower(), user.email.lower()} - {""}
    count: int = sum(lift_waits(username=name) for name in names)
    if count:
        _note(user, "staff.wait_lifted", actor=actor, at=at)
    return count


@transaction.atomic
def note_own_change(*, user: AbstractBaseUser, action: str, at: datetime, second_factor: str = "") -> None:
    """Write into the audit what somebody changed about their own signing in."""
    assert isinstance(user, User)  # noqa: S101 allauth names the base class
    after = {"second_factor": [second_factor]} if second_factor else None
    _note(user, action, actor=user, at=at, after=after)


def _note(
    user: User,
    action: str,
    *,
    actor: AbstractBaseUser | None,
    at: datetime,
    before: audit.State = None,
    after: audit.State = None,
    reason: str = "",
) -> None:
    """An entry about the person; it is the business of the organisation of their first role."""
    role = user.roles.select_related("organisation").order_by("pk").first()
    audit.record(
        actor=actor,
        at=at,
        action=action,
        thing=user,
        before=before,
        after=after,
        reason=reason,
        organisation=role.organisation if role else None,
    )


def _take_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise StaffRefused("weak_password", " ".join(error.messages), field="password") from error
    user.set_password(password)


def _check_address(user: User) -> None:
    """One address opens one account."""
    if user.email and User.objects.filter(email__iexact=user.email).exclude(pk=user.pk).exists():
        raise StaffRefused(
            "email_taken",
            _("A colleague signs in with the address %(email)s already. Give another, or none.")
            % {"email": user.email},
            field="email",
        )
