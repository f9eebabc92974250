"""References that lead to a heading, and what stands beside it: said and taken back one by one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.authorities.errors import HeadingRefused
from lienthu.authorities.models import Change, Heading, Relation
from lienthu.authorities.services import forms, harvest
from lienthu.common import audit
from lienthu.lib.marc.headings import Form


@transaction.atomic
def refer(*, heading: Heading, form: Form, actor: User | None, at: datetime) -> Heading:
    """Have another form lead to the heading; returns the reference.

    Raises HeadingRefused when records use that form or a file brought it (then the two are merged, which can be
    undone), when it leads somewhere already, or when the heading is itself a reference.
    """
    harvest.hold()
    target = Heading.objects.select_for_update().get(pk=heading.pk)
    if target.leads_to_id is not None:
        raise HeadingRefused("a_reference", _("This form is itself a reference: go to the heading that it leads to."))
    with harvest.counting_new():
        one, made = forms.get(target.kind, form, source=Heading.Source.HAND)
    if one.pk == target.pk:
        raise HeadingRefused("itself", _("This is the heading itself."))
    if one.leads_to_id == target.pk:
        return one
    if one.leads_to_id is not None:
        message = _("This form leads to %(heading)s already.") % {"heading": one.leads_to}
        raise HeadingRefused("leads_elsewhere", message)
    if not made and (one.uses or one.source == Heading.Source.FILE or one.references.exists()):
        message = _("There is a heading in this form. Merge the two instead.")
        raise HeadingRefused("exists", message, heading=one.pk)
    Heading.objects.filter(pk=one.pk).update(leads_to=target)
    forms.show([one.pk])
    audit.record(
        actor=actor, at=at, action="heading.reference_added", thing=target, before=None, after={"reference": one.text}
    )
    return one


@transaction.atomic
def drop(*, reference: Heading, actor: User | None, at: datetime) -> None:
    """Let a form no longer lead to its heading: from then on it stands by itself.

    Raises HeadingRefused for a form that a merge or a correction led there: that is undone instead.
    """
    harvest.hold()
    one = Heading.objects.select_for_update(of=("self",)).select_related("leads_to").get(pk=reference.pk)
    target = one.leads_to
    if target is None:
        raise HeadingRefused("no_reference", _("This form leads nowhere."))
    made = Change.objects.filter(undone_at=None).filter(Q(moved=one) | Q(kept=target))
    if any(change.moved_id == one.pk or one.pk in change.redirects for change in made):
        raise HeadingRefused("merged", _("This reference came by a correction or a merge. Undo that one."))
    Heading.objects.filter(pk=one.pk).update(leads_to=None)
    Relation.objects.filter(one=one, kind=Relation.Kind.SEE).delete()
    forms.show([one.pk])
    audit.record(
        actor=actor, at=at, action="heading.reference_dropped", thing=target, before={"reference": one.text}, after=None
    )


@transaction.atomic
def relate(*, one: Heading, other: Heading, kind: str, actor: User | None, at: datetime) -> Relation:
    """Say what `other` is to `one`: broader, narrower, earlier, later, also, different.

    Raises HeadingRefused for a heading beside itself and for forms that lead on.
    """
    harvest.hold()
    if kind in ("narrower", "later"):
        one, other, kind = other, one, "broader" if kind == "narrower" else "earlier"
    if kind not in (Relation.Kind.ALSO, Relation.Kind.BROADER, Relation.Kind.EARLIER, Relation.Kind.DIFFERENT):
        raise HeadingRefused("relation_unknown", _("There is no such relation."))
    if one.pk == other.pk:
        raise HeadingRefused("itself", _("This is the heading itself."))
    if one.leads_to_id is not None or other.leads_to_id is not None:
        raise HeadingRefused("a_reference", _("This form is itself a reference: go to the heading that it leads to."))
    relation, made = Relation.objects.get_or_create(one=one, other=other, kind=kind)
    if made:
        after = {"heading": other.text, "relation": kind}
        audit.record(actor=actor, at=at, action="heading.related", thing=one, before=None, after=after)
    return relation


@transaction.atomic
def unrelate(*, relation: Relation, actor: User | None, at: datetime) -> None:
    """Take a relation back."""
    harvest.hold()
    before = {"heading": relation.other.text, "relation": relation.kind}
    audit.record(actor=actor, at=at, action="heading.unrelated", thing=relation.one, before=before, after=None)
    relation.delete()
