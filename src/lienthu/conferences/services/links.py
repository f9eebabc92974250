"""Addresses by which a member registers its delegates without an account; what it says is handed in once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links
from lienthu.conferences.errors import LinkRefused
from lienthu.conferences.models import Conference, MemberLink
from lienthu.conferences.services.planning import held_open
from lienthu.federation.models import Organisation

SALT = "lienthu.conferences.link"
AFTER = timedelta(days=1)  # it opens nothing any more a day after the conference


@transaction.atomic
def make(*, conference: Conference, member: Organisation, name: str, actor: User | None, at: datetime) -> MemberLink:
    """An address for this person of the member; the one before it opens nothing any more."""
    row = held_open(conference)
    if not name.strip():
        raise LinkRefused("no_name", _("Say for whom the address is: the name stands with what is handed in."))
    row.links.filter(organisation=member, revoked_at=None).update(revoked_at=at)
    ends = at + max(timedelta(days=1), timedelta(days=(row.last_on - at.date()).days) + AFTER)
    made = MemberLink.objects.create(
        conference=row, organisation=member, name=name.strip()[:120], key=signed_links.new_key(), made_at=at,
        made_by=actor, expires_at=ends,
    )  # fmt: skip
    after = {"name": made.name, "member": member.pk, "until": ends}
    audit.record(actor=actor, at=at, action="conference.link_made", thing=row, before=None, after=after)
    return made


@transaction.atomic
def revoke(*, link: MemberLink, actor: User | None, at: datetime) -> None:
    """It opens nothing any more, whoever has it."""
    MemberLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)
    before = {"name": link.name, "member": link.organisation_id}
    audit.record(actor=actor, at=at, action="conference.link_revoked", thing=link.conference, before=before, after=None)


def token(link: MemberLink) -> str:
    return signed_links.token(link.key, SALT)


def opened(token: str, at: datetime) -> MemberLink:
    """The link that an address is. Raises LinkRefused, in words for whoever holds it, when it opens nothing."""
    key = signed_links.key_of(token, SALT)
    rows = MemberLink.objects.select_related("conference__federation", "conference__host", "organisation")
    found = rows.filter(key=key).first() if key else None
    if found is None:
        raise LinkRefused("unknown", _("This address is not known. Ask the organisers for a new one."))
    if found.revoked_at is not None or found.expires_at <= at or not found.conference.is_open:
        raise LinkRefused("over", _("This address is no longer valid. Ask the organisers for a new one."))
    return found


@transaction.atomic
def hand_in(*, link: MemberLink, at: datetime) -> None:
    """The member's list is complete. Raises LinkRefused the second time."""
    if not MemberLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=at):
        raise LinkRefused("used", _("The list was handed in already. Nothing more is to be done."))
    after = {"name": link.name, "member": link.organisation_id}
    audit.record(actor=None, at=at, action="conference.list_handed_in", thing=link.conference, before=None, after=after)
