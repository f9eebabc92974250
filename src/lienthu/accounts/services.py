"""Taking on staff and giving them roles."""

from datetime import datetime

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
) -> User:
    """Take on a member of staff with one role over the organisation and what lies below it (None: the whole hub)."""
    user = User(username=username.strip(), full_name=full_name.strip())
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
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise StaffRefused("weak_password", " ".join(error.messages), field="password") from error
    user.set_password(password)
    user.save()
    audit.record(actor=actor, at=at, action="staff.added", thing=user, before=None, after={"username": user.username})
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
        )
    return role


@transaction.atomic
def take_role(*, role: Role, actor: AbstractBaseUser | None, at: datetime, reason: str = "") -> None:
    """Take a role away."""
    before = {"role": role.kind, "organisation": role.organisation.code if role.organisation else None}
    audit.record(actor=actor, at=at, action="role.taken", thing=role.user, before=before, after=None, reason=reason)
    role.delete()
