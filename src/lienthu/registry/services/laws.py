"""Legal documents written down, mended and tied to each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.registry.errors import LawRefused
from lienthu.registry.models import Law, LawLink
from lienthu.registry.rules import searching

FACTS = (
    "kind", "symbol", "issuer", "dated_on", "subject", "valid_from", "valid_to", "note", "address", "is_confirmed",
)  # fmt: skip


@transaction.atomic
def keep(*, law: Law | None, facts: Mapping[str, Any], actor: User | None, at: datetime) -> Law:
    """A new one, or new facts of one."""
    row = Law.objects.select_for_update(of=("self",)).get(pk=law.pk) if law else Law()
    before = {name: _said(getattr(row, name)) for name in FACTS} if law else None
    first, last = facts["valid_from"], facts["valid_to"]
    if first and last and first >= last:
        raise LawRefused(
            "dates_out_of_order", _("The last day must come after the first. Correct one of them."), field="valid_to"
        )
    if Law.objects.filter(symbol__iexact=facts["symbol"]).exclude(pk=row.pk).exists():
        raise LawRefused("symbol_taken", _("A legal document with this number is here already."), field="symbol")
    for name in FACTS:
        setattr(row, name, facts[name])
    for name, value in searching.forms(row.symbol, row.kind.name, row.subject, row.issuer, row.note).items():
        setattr(row, name, value)
    row.save()
    after = {name: _said(getattr(row, name)) for name in FACTS}
    changed = [name for name in FACTS if before is None or before[name] != after[name]]
    if changed:
        audit.record(
            actor=actor, at=at, action="law.changed" if law else "law.added", thing=row,
            before={name: before[name] for name in changed} if before else None,
            after={name: after[name] for name in changed},
        )  # fmt: skip
    return row


def _said(value: object) -> object:
    return str(value) if hasattr(value, "pk") else value


@transaction.atomic
def tie(*, law: Law, other: Law, relation: str, actor: User | None, at: datetime) -> LawLink:
    """`law` replaces, amends or guides `other`. Twice is once. Raises LawRefused for itself and for a ring."""
    if law.pk == other.pk or LawLink.objects.filter(law=other, other=law, relation=relation).exists():
        raise LawRefused("ring", _("Two documents cannot do this to each other. Choose another one."), field="other")
    row, is_new = LawLink.objects.get_or_create(law=law, other=other, relation=relation)
    if is_new:
        after = {"relation": relation, "other": other.symbol}
        audit.record(actor=actor, at=at, action="law.tied", thing=law, before=None, after=after)
    return row


@transaction.atomic
def untie(*, link: LawLink, actor: User | None, at: datetime) -> None:
    before = {"relation": link.relation, "other": link.other.symbol}
    audit.record(actor=actor, at=at, action="law.untied", thing=link.law, before=before, after=None)
    link.delete()
