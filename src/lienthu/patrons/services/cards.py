"""Cards: issued, renewed, replaced, lost. Issues and renewals are counted in the ledger, each apart."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.federation.models import Site
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.ledger.services import Activity
from lienthu.patrons import rules
from lienthu.patrons.errors import CardRefused
from lienthu.patrons.models import Card, Patron
from lienthu.patrons.queries.categories import terms_of
from lienthu.patrons.services.patrons import locked


@transaction.atomic
def issue(
    *, patron: Patron, code: str = "", site: Site | None = None, actor: AbstractBaseUser | None, at: datetime
) -> Card:
    """Give a patron without a card one, good for the term of their category. `code` empty: from the patron's number.

    Counts as a card issued, at the site's organisation or else the patron's library. Raises CardRefused.
    """
    patron = locked(patron)
    if patron.cards.filter(state=Card.State.ACTIVE).exists():
        message = _("%(name)s has a card already. Renew it, or report it lost.") % {"name": patron.full_name}
        raise CardRefused("has_a_card", message)
    day = timezone.localdate(at)
    card = _make(patron, code, actor, at)
    _valid_until(patron, rules.until_after(day, terms_of(patron, day).card_months))
    _count(Kind.CARD_ISSUED, card, patron, site, actor, at)
    after = {"code": card.code, "expires_on": patron.expires_on}
    audit.record(actor=actor, at=at, action="card.issued", thing=patron, before=None, after=after)
    return card


@transaction.atomic
def renew(*, patron: Patron, site: Site | None = None, actor: AbstractBaseUser | None, at: datetime) -> date:
    """Lengthen the card by the term of its category, from its end or, once that has passed, from today.

    Counts as a card renewed. Returns the new last day; raises CardRefused where there is no card.
    """
    patron = locked(patron)
    card = patron.cards.filter(state=Card.State.ACTIVE).first()
    if card is None:
        message = _("%(name)s has no card to renew. Issue one.") % {"name": patron.full_name}
        raise CardRefused("no_card", message)
    before, day = patron.expires_on, timezone.localdate(at)
    until = rules.renewed_until(before, day, terms_of(patron, day).card_months)
    _valid_until(patron, until)
    _count(Kind.CARD_RENEWED, card, patron, site, actor, at)
    audit.record(
        actor=actor,
        at=at,
        action="card.renewed",
        thing=patron,
        before={"expires_on": before},
        after={"expires_on": until},
    )
    return until


@transaction.atomic
def replace(*, patron: Patron, code: str = "", actor: AbstractBaseUser | None, at: datetime) -> Card:
    """Give a new card for one that is worn out or lost; its term stays, so it counts as neither issued nor renewed."""
    patron = locked(patron)
    old = patron.cards.first()
    if old is None:
        message = _("%(name)s never had a card. Issue one.") % {"name": patron.full_name}
        raise CardRefused("no_card", message)
    patron.cards.filter(state=Card.State.ACTIVE).update(state=Card.State.REPLACED, ended_at=at)
    card = _make(patron, code, actor, at)
    audit.record(
        actor=actor,
        at=at,
        action="card.replaced",
        thing=patron,
        before={"code": old.code},
        after={"code": card.code},
    )
    return card


@transaction.atomic
def mark_lost(*, card: Card, actor: AbstractBaseUser | None, at: datetime, reason: str = "") -> Card:
    """Make a card useless at once. Raises CardRefused unless it was active."""
    card = Card.objects.select_for_update(of=("self",)).select_related("patron").get(pk=card.pk)
    if card.state != Card.State.ACTIVE:
        message = _("The card %(code)s is not in use (%(state)s).")
        raise CardRefused("not_active", message % {"code": card.code, "state": card.get_state_display()})
    card.state, card.ended_at = Card.State.LOST, at
    card.save(update_fields=("state", "ended_at"))
    audit.record(
        actor=actor,
        at=at,
        action="card.lost",
        thing=card.patron,
        before={"code": card.code},
        after=None,
        reason=reason,
    )
    return card


def _make(patron: Patron, code: str, actor: AbstractBaseUser | None, at: datetime) -> Card:
    """A new active card with the code, or with the first free one made from the patron's number."""
    asked = rules.card_code(code)
    cards = Card.objects.filter(library=patron.library_id)
    if asked and cards.filter(code=asked, state=Card.State.ACTIVE).exists():
        message = _("Another active card has the code %(code)s. Scan another card.") % {"code": asked}
        raise CardRefused("code_taken", message, field="code")
    if not asked:
        own = rules.card_code(patron.number)
        asked = rules.free_code(own, set(cards.filter(code__startswith=own).values_list("code", flat=True)))
    return Card.objects.create(
        patron=patron, library=patron.library, code=asked, issued_at=at, issued_by_id=actor.pk if actor else None
    )


def _valid_until(patron: Patron, day: date) -> None:
    patron.expires_on = day
    patron.save(update_fields=("expires_on",))


def _count(
    kind: Kind, card: Card, patron: Patron, site: Site | None, actor: AbstractBaseUser | None, at: datetime
) -> None:
    activity = Activity(
        kind=kind,
        at=at,
        owner=patron.library_id,
        host=site.organisation_id if site else patron.library_id,
        site=site.pk if site else 0,
        age_band=rules.band_of(patron, timezone.localdate(at)),
        thing=card,
    )
    ledger.append(activity, actor=actor)
