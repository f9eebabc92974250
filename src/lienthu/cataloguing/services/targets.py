"""Catalogues elsewhere: entered, changed, switched on and off, taken away; and which fields a library protects."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.cataloguing.errors import TargetRefused
from lienthu.cataloguing.models import TakingRules, Target
from lienthu.cataloguing.rules.asking import INDEXES, is_index
from lienthu.cataloguing.rules.taking_over import read_tags
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.lib.foreign import TargetTrouble
from lienthu.lib.marc.charset import ENCODINGS
from lienthu.lib.sru import client as sru
from lienthu.lib.z3950 import read_address

# What is entered of a target; `password` left out or empty keeps the one that is there.
FACTS: Final = (
    "name", "kind", "address", "database", "syntax", "encoding", "version", "user_name", "user_group", "indexes",
    "timeout", "order",
)  # fmt: skip


@transaction.atomic
def add(
    *,
    library: Organisation | None,
    facts: Mapping[str, Any],
    password: str = "",
    active: bool = False,
    actor: User | None,
    at: datetime,
) -> Target:
    """Enter a target for a library and those below it, or (None) for the whole hub. Raises TargetRefused."""
    target = Target(library=library, active=active, **{name: facts[name] for name in FACTS if name in facts})
    target.password = password
    _save(target)
    audit.record(actor=actor, at=at, action="target.added", thing=target, before=None, after=_state(target))
    return target


@transaction.atomic
def change(*, target: Target, facts: Mapping[str, Any], password: str = "", actor: User | None, at: datetime) -> Target:
    """Change what is entered of a target; an empty password keeps the old one. Raises TargetRefused."""
    held = Target.objects.select_for_update().get(pk=target.pk)
    before, address = _state(held), (held.kind, held.address)
    for name in FACTS:
        setattr(held, name, facts[name])
    if password or not held.user_name:
        held.password = password
    elif address != (held.kind, held.address) and held.sealed_password:
        # Else whoever may change an address could have a password sent to a place of their own.
        message = _("The address has changed: enter the password again, so that it is not sent to another place.")
        raise TargetRefused("password_again", message)
    _save(held)
    audit.record(actor=actor, at=at, action="target.changed", thing=held, before=before, after=_state(held))
    return held


@transaction.atomic
def switch(*, target: Target, active: bool, actor: User | None, at: datetime) -> Target:
    """Switch a target on or off; it is asked only while it is on."""
    held = Target.objects.select_for_update().get(pk=target.pk)
    if held.active != active:
        before = {"active": held.active}
        held.active = active
        held.save(update_fields=["active"])
        action = "target.switched_on" if active else "target.switched_off"
        audit.record(actor=actor, at=at, action=action, thing=held, before=before, after={"active": active})
    return held


@transaction.atomic
def remove(*, target: Target, actor: User | None, at: datetime) -> None:
    """Take a target away; records that came from it keep its name."""
    audit.record(actor=actor, at=at, action="target.removed", thing=target, before=_state(target), after=None)
    target.delete()


@transaction.atomic
def protect(*, library: Organisation, tags: str, actor: User | None, at: datetime) -> TakingRules:
    """Say which fields stay ours when a foreign record is put over a record of the library ("520 6XX"). Raises
    TargetRefused for what is no tag."""
    good, bad = read_tags(tags)
    if bad:
        message = _("“%(word)s” is no field. Write tags of three figures, X for any figure, such as: 082 520 6XX")
        raise TargetRefused("no_tag", message % {"word": bad[0][:20]})
    if len(good) > 60:
        raise TargetRefused("too_many", _("These are too many fields; write 6XX for all that begin with 6."))
    rules = TakingRules.objects.select_for_update().filter(library=library).first() or TakingRules(library=library)
    before = {"protected": rules.protected} if rules.pk else None
    rules.protected = " ".join(good)
    if before is None or before["protected"] != rules.protected:
        rules.save()
        after = {"protected": rules.protected}
        audit.record(actor=actor, at=at, action="taking_rules.changed", thing=rules, before=before, after=after)
    return rules


def _save(target: Target) -> None:
    _check(target)
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError as taken:
        message = _("There is a catalogue of the name %(name)s already.") % {"name": target.name}
        raise TargetRefused("name_taken", message) from taken


def _check(target: Target) -> None:
    """Raise TargetRefused for what could never be asked."""
    try:
        if target.kind == Target.Kind.Z3950:
            read_address(target.address)
        else:
            sru.read_address(target.address)
    except TargetTrouble as trouble:
        message = {
            Target.Kind.Z3950: _("Write the address as name:port, such as: lx2.loc.gov:210"),
            Target.Kind.SRU: _("Write the address as it stands in a browser, such as: http://lx2.loc.gov:210/LCDB"),
        }[Target.Kind(target.kind)]
        raise TargetRefused("address", message) from trouble
    if target.kind == Target.Kind.Z3950 and not target.database.strip():
        raise TargetRefused("no_database", _("A Z39.50 catalogue needs the name of its database."))
    if target.kind == Target.Kind.Z3950 and target.syntax not in Target.Syntax.values:
        raise TargetRefused("syntax", _("Choose the form of records: MARC 21, UNIMARC or MARCXML."))
    if target.encoding != "auto" and target.encoding not in ENCODINGS:
        raise TargetRefused("encoding", _("This character set is not known here."))
    asked = {name: text for name, text in target.indexes.items() if name in INDEXES and text}
    wrong = next((text for text in asked.values() if not is_index(target.kind, text)), None)
    if wrong is not None:
        example = "1=4" if target.kind == Target.Kind.Z3950 else "dc.title"
        message = _("“%(text)s” is no field of such a catalogue; write it like: %(example)s")
        raise TargetRefused("index", message % {"text": wrong[:40], "example": example})
    if not asked:
        raise TargetRefused("no_index", _("Say at least one field by which the catalogue can be asked."))
    target.indexes = asked


def _state(target: Target) -> dict[str, object]:
    """What the audit keeps: everything but the password, of which only that there is one."""
    facts: dict[str, object] = {name: getattr(target, name) for name in (*FACTS, "active")}
    facts["indexes"] = ", ".join(f"{name} {text}" for name, text in target.indexes.items())
    facts["library"] = target.library.code if target.library else ""
    return facts | {"password": "•" if target.sealed_password else ""}
