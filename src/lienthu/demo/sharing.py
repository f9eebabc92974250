"""Books that change their owner in the demonstration: a gift that was handed over, an exchange, and an open round."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.demo.network import FEDERATION, Member
from lienthu.demo.shows import ABOUT
from lienthu.federation.models import Federation, Organisation
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking
from lienthu.sharing.models import Gift, GiftLine, Round
from lienthu.sharing.queries.holdings import held_of
from lienthu.sharing.rules.lists import Wanted
from lienthu.sharing.services import gifts, handing, rounds

GIVER, RECIPIENT, BOOKS = "AG", "KG", 12
EXCHANGE = ("AG", "CT", "CM", "ST")
GIVEN, EXCHANGED = timedelta(days=75), timedelta(days=40)
OFFERS = 4  # titles of each


@transaction.atomic
def build(*, libraries: Sequence[Member], today: datetime) -> None:
    """Safe to repeat: where there is a gift or a round, nothing is done."""
    known = {member.library.code: member.library for member in libraries}
    if Gift.objects.exists() or Round.objects.exists() or not {GIVER, RECIPIENT, *EXCHANGE} <= known.keys():
        return
    _give(known[GIVER], known[RECIPIENT], _at(today - GIVEN))
    federation = Federation.objects.get(code=FEDERATION)
    members = [known[code] for code in EXCHANGE]
    _exchange(federation, members, _at(today - EXCHANGED))
    _gather(federation, members[1:], _at(today - timedelta(days=3)))


def _at(moment: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time(10)))


def _give(giver: Organisation, recipient: Organisation, at: datetime) -> None:
    day, by = timezone.localdate(at), _by(at)
    said = gifts.Said(recipient=recipient, on=day, occasion="Tặng sách cho tủ sách huyện đảo Phú Quốc")
    gift = gifts.begin(library=giver, said=said, **by)
    spare = _free(giver).order_by("-pk").values_list("barcode", flat=True)[:BOOKS]
    gifts.add(gift=gift, wanted=[Wanted(n, code=code) for n, code in enumerate(spare, 1)], **by)
    office = Holder(organisation=giver)
    booking.say_issuer(
        holder=office, sign="TV", body=office.name(day), parent_body="SVHTTDL An Giang", place="Long Xuyên", **by
    )
    terms = handing.Terms(on=day, document="25/QĐ-TV", document_on=day, register=office, carried=True)
    handing.hand_over(gift=gift, terms=terms, **by)


def _by(at: datetime) -> dict[str, Any]:
    return {"actor": None, "at": at}


def _free(library: Organisation) -> Any:
    return Copy.objects.filter(owner=library, custodian=library, status=Copy.Status.AVAILABLE).exclude(barcode="")


def _of_country(library: Organisation) -> list[SourceRecord]:
    """Records of which two copies stand free: history and geography of the country first, then books about it."""
    counted = _free(library).values("record").annotate(n=Count("pk")).filter(n__gte=2).order_by("record")
    found: dict[int, SourceRecord] = {}
    for word in (*ABOUT, '"vie"'):
        rows = SourceRecord.objects.filter(facts__contains=word, pk__in=counted.values("record")).order_by("pk")
        found |= {row.pk: row for row in rows[:OFFERS] if row.pk not in found}
    return list(found.values())[:OFFERS]


def _exchange(federation: Federation, members: Sequence[Organisation], at: datetime) -> None:
    """Offered, asked, worked out, confirmed; the first shipment has arrived, the second is on its way."""
    by, day = _by(at), timezone.localdate(at)
    held = rounds.begin(
        of=federation, name=f"Trao đổi sách địa chí, đợt 1 năm {day.year}", until=day, only_wishes=False, **by
    )
    _offer(held, {each: _of_country(each) for each in members}, at)
    _ask(held, members, by)
    rounds.work_out(held=held, **by)
    shipments = rounds.confirm(held=held, number="31/KH-LHTV", on=day, **by)
    ours = [each for each in shipments if each.recipient_id == members[0].pk]
    for number, shipment in enumerate(ours[:2]):
        handing.send(gift=shipment, on=day, **by)
        if number == 0:
            lines = GiftLine.objects.filter(gift=shipment).values_list("pk", flat=True)
            terms = handing.Terms(on=day, document="31/KH-LHTV", document_on=day)
            handing.receive(gift=shipment, arrived=list(lines), terms=terms, **by)


def _ask(held: Round, members: Sequence[Organisation], by: dict[str, Any]) -> None:
    """Each asks for two titles that others offer and it lacks."""
    offered = list(held.offers.order_by("pk").values_list("title", flat=True))
    for member in members:
        own = held_of(member.pk, offered)
        for title in list(dict.fromkeys(each for each in offered if not own.get(each)))[:2]:
            rounds.ask(held=held, library=member, title=title, **by)


def _gather(federation: Federation, members: Sequence[Organisation], at: datetime) -> None:
    """A round in which others have offered and our libraries may still."""
    day = timezone.localdate(at)
    held = rounds.begin(
        of=federation, name=f"Trao đổi sách địa chí, đợt 2 năm {day.year}", until=day + timedelta(days=30),
        only_wishes=True, **_by(at),
    )  # fmt: skip
    _offer(held, {each: _of_country(each) for each in members}, at)


def _offer(held: Round, offers: Mapping[Organisation, Sequence[SourceRecord]], at: datetime) -> None:
    for library, records in offers.items():
        for record in records:
            rounds.offer(held=held, library=library, record=record, copies=1, **_by(at))
