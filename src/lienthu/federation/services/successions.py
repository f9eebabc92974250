"""Who takes over from whom."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.federation import rules
from lienthu.federation.errors import OrganisationRefused
from lienthu.federation.models import Organisation, Succession
from lienthu.federation.services.checks import Actor, lock_tree, refuse_unless_open
from lienthu.federation.services.organisations import end


@transaction.atomic
def record_succession(
    *,
    predecessor: Organisation,
    successor: Organisation,
    kind: str,
    share: Decimal = Decimal(1),
    on: date,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Succession:
    """Record that `successor` took over `share` (above 0, up to 1) of `predecessor` on a day.

    A merge or a refounding closes the predecessor on that day unless it is closed already; its sites go on as
    they are, for the successor's staff to move or close. A split leaves it open.
    """
    if predecessor == successor:
        raise OrganisationRefused("same", _("An organisation cannot succeed itself."), field="successor")
    if kind not in Succession.Kind.values:
        raise OrganisationRefused("unknown_kind", _("Choose merge, split or rename."), field="kind")
    lock_tree()
    refuse_unless_open(successor, on, field="successor")
    given = Succession.objects.filter(predecessor=predecessor)
    left = rules.share_left(given.values_list("share", flat=True))
    if not 0 < share <= left:
        raise OrganisationRefused(
            "share",
            _("Of “%(code)s” a share of %(left)s is left. Give a share above 0, up to that.")
            % {"code": predecessor.code, "left": left.normalize()},
            field="share",
        )
    if given.filter(successor=successor).exists():
        raise OrganisationRefused("known", _("This succession is recorded already."), field="successor")
    succession = Succession.objects.create(predecessor=predecessor, successor=successor, kind=kind, share=share, on=on)
    if kind != Succession.Kind.SPLIT and predecessor.closed_on is None:
        end(predecessor, on)
    what = {"successor": successor.code, "succession": kind, "share": share, "on": on}
    for thing in (predecessor, successor):
        audit.record(
            actor=actor,
            at=at,
            action="organisation.succeeded",
            thing=thing,
            before=None,
            after={"predecessor": predecessor.code, **what},
            reason=reason,
        )
    return succession
