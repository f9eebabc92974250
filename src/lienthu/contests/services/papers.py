"""Certificates of prizes: to the team of a sport or the entrants of a contest, with the words of the day."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import certificates
from lienthu.common.certificates import Paper
from lienthu.common.models import Certificate
from lienthu.contests.models import Contest, Prize, Round, SportsDay
from lienthu.contests.rules.agreeing import agreed
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.rotation.services.minutes import place_of


def host_of(prize: int) -> str:
    """The way from a prize to who organised it, for asking a right over them."""
    of_sport = Prize.objects.filter(pk=prize, sport__isnull=False).exists()
    return "sport__day__library" if of_sport else "round__library"


def page_of(prize: Prize) -> str:
    """The page that the prize stands on."""
    if prize.sport_id:
        return reverse("contests:sport", args=[prize.sport_id])
    return reverse("contests:round", args=[prize.round_id])


@transaction.atomic
def certificates_of(*, prize: Prize, actor: User | None, at: datetime) -> list[Certificate]:
    """The certificates of the prize, one for a team or each entrant; those that were given are given back."""
    on = prize.given_on
    winner = federation.names([prize.library_id], on)[prize.library_id]
    of: SportsDay | Contest  # whose signer it is
    if prize.sport is not None and prize.team is not None:
        day, people = prize.sport.day, list(prize.team.athletes.all())
        single = prize.sport.most <= 2
        holders = [(each.full_name, winner, each.agreed) for each in people] if single else [(winner, "", True)]
        reason = _("in %(sport)s\n%(day)s") % {"sport": prize.sport, "day": day}
        host, number, of = day.library, "", day
    elif prize.round is not None and prize.performance is not None:
        entry, round_ = prize.performance.entry, prize.round
        holders = [
            (each.full_name, each.school or winner, agreed(each.born_on, each.consents.all(), on))
            for each in entry.entrants.prefetch_related("consents")
        ]
        reason = _("with the entry “%(title)s”\n%(contest)s") % {"title": entry.title, "contest": _of(round_)}
        host, number, of = round_.library, round_.decision, round_.contest
    else:
        return []
    issuer = federation.names([host.pk], on)[host.pk]
    above = federation.parent_of(host, on)
    return [
        certificates.issue(
            paper=Paper(
                kind=Certificate.Kind.CERTIFICATE, organisation=host.pk, issuer=issuer, parent=_name(above, on),
                holder=name, holder_of=unit, names_holder=may_name, honour=prize.name, reason=reason, issued_on=on,
                number=number, place=place_of(host), signer_title=of.signer_title or _("Director"), signer=of.signer,
            ),
            thing=prize, actor=actor, at=at,
        )
        for name, unit, may_name in holders
    ]  # fmt: skip


def _of(round_: Round) -> str:
    """The contest, and the round of it where another follows."""
    return f"{round_}, {round_.contest}" if round_.into else str(round_.contest)


def _name(organisation: Organisation | None, on: date) -> str:
    return federation.names([organisation.pk], on)[organisation.pk] if organisation else ""


def printed(made: list[Certificate], address: Callable[[str], str]) -> bytes:
    return certificates.pdf(made, address=address)
