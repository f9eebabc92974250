"""Which way a letter goes and what it says, decided at the last moment: what was settled meanwhile is left out."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.notices import gateways, kinds, rules
from lienthu.notices.kinds import NoticeKind
from lienthu.notices.models import Channel, Correspondent, Declined, Letter, Notice
from lienthu.notices.queries.terms import LaidDown, laid_down
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Consent, Patron

Why = Notice.Why
Addressee = Patron | Correspondent


@dataclass
class Desk:
    """What a run knows of the libraries it writes for: asked once each."""

    day: date
    _laid: dict[int, LaidDown] = field(default_factory=dict)
    _names: dict[tuple[int, str], str] = field(default_factory=dict)

    def laid(self, library: Organisation) -> LaidDown:
        if library.pk not in self._laid:
            self._laid[library.pk] = laid_down(library, self.day)
        return self._laid[library.pk]

    def name(self, library: Organisation, language: str) -> str:
        key = (library.pk, language)
        if key not in self._names:
            self._names[key] = federation.names([library.pk], self.day, language)[library.pk]
        return self._names[key]


def email_on() -> bool:
    """Whether the hub can send mail at all."""
    return bool(settings.EMAIL_HOST)


def way_to(addressee: Addressee, kind: NoticeKind, library: Organisation, desk: Desk) -> Channel | Why:
    """How the library reaches them with a notice of this kind; Why.NO_WAY where nothing is left.

    Readers by email or phone only where they agreed to be told that way (Luật 91/2025/QH15), correspondents at the
    email that was given for it; all others on paper, where the library sends this kind on paper.
    """
    laid = desk.laid(library)
    if isinstance(addressee, Correspondent):
        if addressee.email and laid.value("email") and email_on():
            return Channel.EMAIL
        return Channel.PRINT if laid.on_paper(kind) else Why.NO_WAY
    patron = addressee
    agreed = patron_rules.consented(Consent.Purpose.NOTICES, patron, patron.consents.all(), desk.day)
    if agreed and patron.email and laid.value("email") and email_on():
        return Channel.EMAIL
    if agreed and rules.phone_of(patron.phone_digits) and laid.value("sms") and gateways.is_on():
        return Channel.SMS
    return Channel.PRINT if laid.on_paper(kind) else Why.NO_WAY


def against(addressee: Addressee | None, kind: NoticeKind, library: Organisation, desk: Desk) -> Why | None:
    """Why they are not to be told at all; None when nothing stands against it."""
    patron = addressee if isinstance(addressee, Patron) else None
    if addressee is None or (patron is not None and patron.state != Patron.State.ACTIVE):
        return Why.GONE
    if not desk.laid(library).is_on(kind):
        return Why.OFF
    if patron is None:
        return None
    if kind.may_decline and Declined.objects.filter(patron=patron, kind=kind.code).exists():
        return Why.DECLINED
    return None


def still_to_tell(letter: Letter, desk: Desk, at: datetime) -> list[Notice]:
    """The notices of the letter that hold still; those that do not any longer are cancelled, each with its reason."""
    kind = kinds.kind_of(letter.kind)
    rows = list(letter.notices.filter(cancelled_at=None).order_by("pk"))
    why = against(letter.addressee, kind, letter.library, desk)
    if why is not None:
        cancel(rows, why, at)
        return []
    true = kind.still_true([row.key for row in rows])
    cancel([row for row in rows if row.key not in true], Why.MOOT, at)
    return [row for row in rows if row.key in true]


def cancel(rows: list[Notice], why: Why, at: datetime) -> None:
    if rows:
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(cancelled_at=at, why=why)


def write(letter: Letter, notices: list[Notice], desk: Desk) -> None:
    """Put address and text into the unsaved letter, as its channel wants them."""
    addressee = letter.addressee
    if addressee is None:
        raise ValueError(f"letter {letter.pk} has nobody to go to")
    laid = desk.laid(letter.library)
    letter.language = laid.language
    words, _source = laid.wording(letter.kind, letter.language)
    common = common_values(addressee, letter.library, desk)
    is_short = letter.channel == Channel.SMS
    text = rules.written(words, [row.facts for row in notices], common, short=is_short)
    letter.subject, letter.body = text.subject, text.body
    if is_short and laid.value("without_marks"):
        letter.body = rules.without_marks(letter.body)
    letter.to = _where(addressee, letter.channel)


def _where(addressee: Addressee, channel: str) -> str:
    """The address or the number that the letter goes to."""
    if channel == Channel.EMAIL:
        return addressee.email
    if isinstance(addressee, Correspondent):
        house = addressee.organisation if addressee.name else ""
        return ", ".join(filter(None, (addressee.position, house, addressee.address)))[:254]
    return rules.phone_of(addressee.phone_digits) if channel == Channel.SMS else addressee.address


def common_values(addressee: Addressee, library: Organisation, desk: Desk) -> dict[str, str]:
    """The fields that every kind has, for this reader or correspondent."""
    laid = desk.laid(library)
    name = desk.name(library, laid.language)
    of_the_library = {
        "library.name": name,
        "signature": str(laid.value("signature")) or name,
        "today": f"{desk.day:%d/%m/%Y}",
    }
    if isinstance(addressee, Correspondent):
        spoken = rules.address_of_correspondent(addressee.name, addressee.organisation, language=laid.language)
        person = {"person.name": str(addressee), "person.greeting": spoken.greeting, "person.you": spoken.you}
        return person | of_the_library
    patron = addressee
    band = patron_rules.band_of(patron, desk.day)
    address = rules.address_of(patron.full_name, band=band, sex=patron.sex, language=laid.language)
    return {
        "patron.name": patron.full_name,
        "patron.greeting": address.greeting,
        "patron.you": address.you,
        "patron.number": patron.number,
        **of_the_library,
    }


def desk_of(at: datetime) -> Desk:
    return Desk(timezone.localdate(at))
