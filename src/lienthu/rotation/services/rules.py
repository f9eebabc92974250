"""Rules entered by people: a number with its days, source and article. One ends where the next begins."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Organisation, Tier
from lienthu.rotation.errors import RuleRefused
from lienthu.rotation.models import RotationRule


@transaction.atomic
def enter(
    *,
    key: RotationRule.Key,
    value: int,
    library: Organisation | None,
    tier: Tier | None,
    valid_from: date | None,
    source: str,
    article: str,
    confirmed: bool,
    note: str,
    actor: User | None,
    at: datetime,
) -> RotationRule:
    """Enter a rule from a day on; the one before it ends there. Raises RuleRefused without a source."""
    if not source.strip():
        raise RuleRefused(
            "no_source", _("Write where this number comes from: a circular, or your own decision."), field="source"
        )
    if confirmed and not article.strip():
        message = _("Write the article in which you read it, such as “khoản 2 Điều 7”.")
        raise RuleRefused("no_article", message, field="article")
    alike = RotationRule.objects.select_for_update(of=("self",)).filter(key=key, library=library, tier=tier)
    begun = Q(valid_from__gte=valid_from) if valid_from else Q()
    if alike.filter(begun).exists():
        message = _("A rule like this one is entered for that day or a later one. Choose a later day.")
        raise RuleRefused("later_rule", message, field="valid_from")
    if valid_from is not None:
        alike.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    made = RotationRule.objects.create(
        key=key, value=value, library=library, tier=tier, valid_from=valid_from, source=source.strip(),
        article=article.strip(), confirmed=confirmed, note=note.strip(),
    )  # fmt: skip
    after = {"rule": key.value, "value": value, "from": valid_from, "source": made.source, "article": made.article}
    audit.record(actor=actor, at=at, action="rule.entered", thing=made, before=None, after=after, organisation=library)
    return made
