"""A resolution as it reads and as it stands, and what became of all of them: `follow_up`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from lienthu.common.content import Content, Frame, Heading, Paragraph, Piece, place_and_day
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.governance.models import Duty, Item, Resolution, Telling
from lienthu.governance.rules.counting import Tally, tally
from lienthu.registry.queries.holders import Holder, issuer_of

State = Duty.State
NAME = "Nghị quyết"  # a document's own words are Vietnamese, whatever language the page is read in
DECIDES = "QUYẾT NGHỊ:"


def tally_of(resolution: Resolution, members: int) -> Tally:
    return tally(resolution.votes.values_list("choice", flat=True), members)


def content_of(resolution: Resolution, day: date) -> Content:
    """The document: grounds, what is decided, item by item with who sees to it and until when. Names as of the day."""
    issuer = issuer_of(Holder(federation=resolution.federation))
    lines: list[Piece] = [Paragraph(line.strip()) for line in resolution.grounds.splitlines() if line.strip()]
    lines += [Paragraph(line.strip()) for line in resolution.opening.splitlines() if line.strip()]
    lines.append(Heading(1, DECIDES))
    items = list(resolution.items.prefetch_related("duties"))
    names = federation.names({duty.organisation_id for item in items for duty in item.duties.all()}, day)
    for item in items:
        lines.append(Paragraph(f"{item.position}. {item.text}"))
        owed = _owed(item, names)
        if owed:
            lines.append(Paragraph(owed))
    lines += [Paragraph(line.strip()) for line in resolution.closing.splitlines() if line.strip()]
    return Content(
        Frame(
            parent=issuer.parent_body if issuer else "", body=issuer.body if issuer else resolution.federation.name,
            number=resolution.number or f"……/NQ-{issuer.sign if issuer else '……'}",
            place_and_day=place_and_day(resolution.place, resolution.voted_on), title=NAME, about=resolution.about,
            recipients=[line.strip(" -;.") for line in resolution.recipients.splitlines() if line.strip()],
            capacity=[line.strip() for line in resolution.capacity.splitlines() if line.strip()],
            signer=resolution.signer,
        ),
        lines,
    )  # fmt: skip


def _owed(item: Item, names: dict[int, str]) -> str:
    """ "Thực hiện: Thư viện tỉnh Cà Mau; thời hạn: 31/12/2020; chỉ tiêu: …; minh chứng: …"."""
    who = (
        "các thư viện thành viên"
        if item.for_all
        else ", ".join(names[each.organisation_id] for each in item.duties.all())
    )
    parts = (
        ("Thực hiện", who), ("thời hạn", f"{item.due_on:%d/%m/%Y}" if item.due_on else ""), ("chỉ tiêu", item.aim),
        ("minh chứng", item.proof),
    )  # fmt: skip
    said = "; ".join(f"{name}: {value}" for name, value in parts if value)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def listed(group: Federation) -> QuerySet[Resolution]:
    """Without the bytes of their files."""
    return group.resolutions.defer("docx", "pdf", "content")


def public(group: Federation) -> QuerySet[Resolution]:
    return listed(group).filter(state=Resolution.State.ADOPTED, is_public=True).order_by("-voted_on", "-pk")


@dataclass(frozen=True)
class Part:
    """One member's part of an item, as it stands on the day asked about."""

    duty: Duty
    name: str
    told: Telling | None
    is_overdue: bool
    state: str

    @property
    def label(self) -> str:
        return str(State(self.state).label)


@dataclass(frozen=True)
class Followed:
    """One item of an adopted resolution with every part of it."""

    item: Item
    parts: Sequence[Part]

    @property
    def done(self) -> int:
        return sum(part.state == State.DONE for part in self.parts)

    @property
    def overdue(self) -> int:
        return sum(part.is_overdue for part in self.parts)

    @property
    def is_done(self) -> bool:
        return bool(self.parts) and self.done == len(self.parts)


def follow_up(group: Federation, until: date, *, since: date | None = None) -> list[Followed]:
    """Every item of the resolutions adopted up to the day `until` (first day no longer), with each member's part as it
    stood at its beginning; those from before `since` only where something of them is still open. A handful of queries.
    """
    items = Item.objects.filter(
        resolution__federation=group, resolution__state=Resolution.State.ADOPTED, resolution__voted_on__lt=until
    ).order_by("resolution__voted_on", "resolution_id", "position")
    tellings = Prefetch("tellings", Telling.objects.filter(at__date__lt=until))
    duties = Prefetch("duties", Duty.objects.prefetch_related(tellings))
    rows = list(
        items.select_related("resolution").defer("resolution__docx", "resolution__pdf").prefetch_related(duties)
    )
    names = federation.names({duty.organisation_id for item in rows for duty in item.duties.all()}, until)
    found = []
    for item in rows:
        parts = [_part(duty, item, names, until) for duty in item.duties.all()]
        parts.sort(key=lambda part: (not part.is_overdue, part.name))
        one = Followed(item, parts)
        voted = item.resolution.voted_on
        if since is None or (voted and voted >= since) or not one.is_done:
            found.append(one)
    return found


def _part(duty: Duty, item: Item, names: dict[int, str], until: date) -> Part:
    told = next(iter(duty.tellings.all()), None)
    state = _state(told, until)
    overdue = (
        item.due_on is not None and item.due_on < until - timedelta(days=1) and state not in (State.TOLD, State.DONE)
    )
    return Part(duty, names[duty.organisation_id], told, overdue, state)


def _state(told: Telling | None, until: date) -> str:
    """What the last telling made of it, with an answer that came later left out."""
    if told is None:
        return State.OPEN
    answered = told.answered_at is not None and told.answered_at.date() < until
    if answered and told.answer == Telling.Answer.RETURNED:
        return State.RETURNED
    if not told.is_done:
        return State.UNDER_WAY
    return State.DONE if answered else State.TOLD


def in_words(rows: Sequence[Followed]) -> str:
    """ "Of 9 items, 4 are done; 3 parts are overdue." """
    done, late = sum(row.is_done for row in rows), sum(row.overdue for row in rows)
    return _("%(done)d of %(items)d items done, %(late)d parts overdue") % {
        "done": done, "items": len(rows), "late": late,
    }  # fmt: skip


def asked_of(organisations: Sequence[Organisation]) -> QuerySet[Duty]:
    """What adopted resolutions ask of these members and is not done, the first due before the others."""
    rows = Duty.objects.filter(organisation__in=organisations, item__resolution__state=Resolution.State.ADOPTED)
    return (
        rows.exclude(state=State.DONE)
        .select_related("item__resolution__federation", "organisation")
        .defer("item__resolution__docx", "item__resolution__pdf", "item__resolution__content")
        .order_by("item__due_on", "pk")
    )


def to_answer(groups: Sequence[Federation]) -> QuerySet[Telling]:
    """What members told and waits for the secretary, the oldest first."""
    rows = Telling.objects.filter(answer=Telling.Answer.WAITS, duty__item__resolution__federation__in=groups)
    return rows.select_related("duty__item__resolution__federation", "duty__organisation").order_by("at", "pk")


def overdue(groups: Sequence[Federation], day: date) -> QuerySet[Duty]:
    """What members owe of these federations' resolutions, is not told as done, and was due before the day."""
    adopted = Duty.objects.filter(item__resolution__federation__in=groups, item__due_on__lt=day)
    rows = adopted.filter(item__resolution__state=Resolution.State.ADOPTED)
    return rows.exclude(state__in=(State.TOLD, State.DONE))
