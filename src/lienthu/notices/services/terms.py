"""What a library lays down about its notices: ways, days, words. Every version of it stays in the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.notices import kinds, rules
from lienthu.notices.errors import TermsRefused, WordingRefused
from lienthu.notices.kinds import PARTS
from lienthu.notices.models import KindTerms, Terms, Wording
from lienthu.notices.queries.terms import BUILT_IN


@transaction.atomic
def lay_down(*, organisation: Organisation, values: Mapping[str, Any], actor: User | None, at: datetime) -> None:
    """Make the organisation's own terms these (of `queries.terms.BUILT_IN`); None or "" inherits."""
    row = Terms.objects.select_for_update(of=("self",)).filter(organisation=organisation).first()
    row = row or Terms(organisation=organisation)
    changed = {name: values[name] for name in BUILT_IN if name in values and getattr(row, name) != values[name]}
    if changed:
        before = {name: getattr(row, name) for name in changed}
        _write(row, changed)
        audit.record(actor=actor, at=at, action="notices.terms", thing=organisation, before=before, after=changed)


@transaction.atomic
def lay_down_kind(
    *, organisation: Organisation, kind: str, values: Mapping[str, Any], actor: User | None, at: datetime
) -> None:
    """Make the organisation's own terms of a kind these: `on`, `paper`, `days` ("3, 14, 30"); None or "" inherits.

    Raises TermsRefused for days that cannot be read.
    """
    if values.get("days"):
        try:
            days = rules.days_of(str(values["days"]))
        except ValueError as error:
            message = _("Write the days as numbers from 1 to 365, at most six, with commas: 3, 14, 30.")
            raise TermsRefused("days", message, field="days") from error
        values = {**values, "days": ", ".join(map(str, days))}
    row = KindTerms.objects.select_for_update(of=("self",)).filter(organisation=organisation, kind=kind).first()
    row = row or KindTerms(organisation=organisation, kind=kind)
    names = [name for name in ("on", "paper", "days") if name in values and getattr(row, name) != values[name]]
    if names:
        before = {"notice": kind, **{name: getattr(row, name) for name in names}}
        changed = {name: values[name] for name in names}
        _write(row, changed)
        after = {"notice": kind, **changed}
        audit.record(actor=actor, at=at, action="notices.kind", thing=organisation, before=before, after=after)


def _write(row: Terms | KindTerms, changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    try:
        row.clean_fields()
    except ValidationError as error:
        raise TermsRefused("wrong_value", " ".join(error.messages)) from error
    row.save()


@transaction.atomic
def reword(
    *,
    organisation: Organisation,
    kind: str,
    language: str,
    parts: Mapping[str, str],
    actor: User | None,
    at: datetime,
) -> Wording:
    """Make the organisation's own text of the kind this. Raises WordingRefused, which names the fields there are."""
    check(kind, parts)
    row = _row(organisation, kind, language) or Wording(organisation=organisation, kind=kind, language=language)
    before = _parts(row) if row.pk else None
    after = {name: parts[name] for name in PARTS}
    if before == after:
        return row
    for name, value in after.items():
        setattr(row, name, value)
    try:
        row.clean_fields(exclude=("organisation",))
    except ValidationError as error:
        part, told = next(iter(error.message_dict.items()))
        raise WordingRefused("wrong_value", " ".join(told), part=part) from error
    row.save()
    _note(organisation, kind, language, before, after, actor, at)
    return row


@transaction.atomic
def restore(*, organisation: Organisation, kind: str, language: str, actor: User | None, at: datetime) -> bool:
    """Take the organisation's own text away, so that the one above or the program's holds again; False if none was."""
    row = _row(organisation, kind, language)
    if row is None:
        return False
    before = _parts(row)
    row.delete()
    _note(organisation, kind, language, before, None, actor, at)
    return True


def check(kind: str, parts: Mapping[str, str]) -> None:
    """Raise WordingRefused for the first part with a field that there is not."""
    declared = kinds.kind_of(kind)
    for part in PARTS:
        if problem := rules.problem_of(
            parts[part], rules.fields_of(declared.facts, part, to_readers=declared.to_readers)
        ):
            raise WordingRefused("wrong_field", problem, part=part)
    if rules.ITEMS not in rules.fields_in(parts["body"]):
        message = _("The text of the letter must have {{ items }} in it: the lines with what it is about.")
        raise WordingRefused("no_items", message, part="body")


def _row(organisation: Organisation, kind: str, language: str) -> Wording | None:
    rows = Wording.objects.select_for_update(of=("self",))
    return rows.filter(organisation=organisation, kind=kind, language=language).first()


def _parts(row: Wording) -> dict[str, str]:
    return {name: getattr(row, name) for name in PARTS}


def _note(
    organisation: Organisation,
    kind: str,
    language: str,
    before: Mapping[str, str] | None,
    after: Mapping[str, str] | None,
    actor: User | None,
    at: datetime,
) -> None:
    what = {"notice": kind, "language": language}
    audit.record(
        actor=actor,
        at=at,
        action="notices.reworded" if after else "notices.restored",
        thing=organisation,
        before={**what, **before} if before else None,
        after={**what, **after} if after else None,
    )
