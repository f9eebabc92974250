"""What a person does about what a stocktaking found. Nothing changes by itself; each remedy is somebody's decision."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation.errors import MarkRefused
from lienthu.circulation.services import loans, marks
from lienthu.common import audit
from lienthu.federation.models import Site
from lienthu.stock.errors import FindingRefused
from lienthu.stock.models import Finding, Stocktaking
from lienthu.stock.rules.counting import REMEDIES, WORDS_ONLY

Action = Finding.Action
MOST_AT_ONCE = 2_000


@transaction.atomic
def settle(*, finding: Finding, action: Finding.Action, site: Site | None, actor: User, at: datetime) -> None:
    """Do what the remedy says, at the person's `site`, and write down that it was done.

    Raises FindingRefused when the remedy does not fit, or somebody was first; and what circulation refuses
    (ReturnRefused, MarkRefused) with every reason.
    """
    held = _locked(finding)
    if held.settled:
        raise FindingRefused("settled", _("Somebody settled this a moment ago."))
    if action not in remedies(held):
        raise FindingRefused("no_remedy", _("This cannot be done about it."))
    if action not in WORDS_ONLY:
        _carry_out(held, action, site, actor, at)
    held.settled, held.settled_at, held.settled_by = action, at, actor
    held.save(update_fields=["settled", "settled_at", "settled_by"])
    audit.record(
        actor=actor, at=at, action="finding.settled", thing=held,
        before={"kind": held.kind, "code": held.code}, after={"settled": action},
    )  # fmt: skip


def remedies(finding: Finding) -> list[Finding.Action]:
    """What can be done about it, the likeliest first."""
    possible = REMEDIES[Finding.Kind(finding.kind)]
    return [action for action in possible if action != Action.MOVED or _can_move(finding)]


def _can_move(finding: Finding) -> bool:
    return finding.copy is not None and finding.stocktaking.site_id is not None


def _carry_out(held: Finding, action: Finding.Action, site: Site | None, actor: User, at: datetime) -> None:
    copy = held.copy
    assert copy is not None  # noqa: S101 codes without a copy have remedies of words only
    library = held.stocktaking.library
    reason = _("Stocktaking: %(name)s") % {"name": held.stocktaking}
    if action == Action.CHECKED_IN:
        loans.check_in(copy=copy, library=library, site=site, actor=actor, at=at)
    elif action == Action.MARKED_LOST:
        marks.mark_lost(copy=copy, library=library, site=site, actor=actor, at=at, reason=reason)
    elif action == Action.MOVED:
        _move(held, copies.lock(copy.pk), reason, actor, at)


def _move(held: Finding, copy: Copy, reason: str, actor: User, at: datetime) -> None:
    here = held.stocktaking.site_id
    if copy.custodian_id != held.stocktaking.library_id or copy.status == Copy.Status.ON_LOAN:
        message = _("This copy is on loan or in the charge of another library; take it back at the desk first.")
        raise FindingRefused("not_ours", message)
    copies.move(
        copy=copy, to=copies.whereabouts(copy)._replace(place=here, assigned=here), cause=CopyMove.Cause.FOUND,
        actor=actor, at=at, reason=reason, thing=held.stocktaking,
    )  # fmt: skip


@transaction.atomic
def unsettle(*, finding: Finding, actor: User, at: datetime) -> None:
    """Take back what was only said. What changed a copy is undone where it was done: at the desk, or by a move back."""
    held = _locked(finding)
    if held.settled not in WORDS_ONLY:
        message = _("This changed the copy itself; take it back at the desk.")
        raise FindingRefused("not_words_only", message)
    before = held.settled
    held.settled, held.settled_at, held.settled_by = "", None, None
    held.save(update_fields=["settled", "settled_at", "settled_by"])
    audit.record(
        actor=actor,
        at=at,
        action="finding.unsettled",
        thing=held,
        before={"settled": before},
        after={"code": held.code},
    )


def mark_all_lost(*, stocktaking: Stocktaking, site: Site | None, actor: User, at: datetime) -> tuple[int, int]:
    """Mark whatever is still missing as lost; `(marked, refused)`. A copy that cannot be marked stays on the list."""
    marked = refused = 0
    missing = stocktaking.findings.filter(kind=Finding.Kind.MISSING, settled="").order_by("id")
    for finding in missing[:MOST_AT_ONCE]:
        try:
            settle(finding=finding, action=Action.MARKED_LOST, site=site, actor=actor, at=at)
            marked += 1
        except (FindingRefused, MarkRefused):
            refused += 1
    return marked, refused


def _locked(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",)).select_related("stocktaking__library", "copy")
    return rows.get(pk=finding.pk)
