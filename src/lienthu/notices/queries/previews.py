"""How a wording would read, with the made-up facts of its kind."""

from dataclasses import dataclass

from django.utils import timezone

from lienthu.ledger.models import AgeBand
from lienthu.notices import rules
from lienthu.notices.kinds import NoticeKind
from lienthu.notices.queries.terms import LaidDown

SAMPLE_NAME = "Nguyễn Thị Hoa"


@dataclass(frozen=True)
class Preview:
    """A letter and a message to a phone as they would be sent."""

    subject: str
    body: str
    short: str
    length: rules.Length


def preview(laid: LaidDown, kind: NoticeKind, words: rules.Words, *, name: str) -> Preview:
    """The words filled with the samples of the kind, to an adult whose sex is not known."""
    address = rules.address_of(SAMPLE_NAME, band=AgeBand.ADULT, sex="", language=laid.language)
    today = timezone.localdate()
    common = {
        "patron.name": SAMPLE_NAME,
        "patron.greeting": address.greeting,
        "patron.you": address.you,
        "patron.number": "VL-000127",
        "person.name": SAMPLE_NAME,
        "person.greeting": address.greeting,
        "person.you": address.you,
        "library.name": name,
        "signature": str(laid.value("signature")) or name,
        "today": f"{today:%d/%m/%Y}",
    }
    samples = kind.samples_on(today)
    letter = rules.written(words, samples, common)
    short = rules.written(words, samples, common, short=True).body
    if laid.value("without_marks"):
        short = rules.without_marks(short)
    return Preview(letter.subject, letter.body, short, rules.sms_length(short))
