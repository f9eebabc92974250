"""Decisions about notices: what a text may hold and how it reads, how a reader is addressed, numbers and lengths.

A text is plain words with fields in double braces, `{{ patron.name }}`. There is nothing else in it to run: a field is
put in place of its braces once, and what it says is never read again. No queries.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from unicodedata import combining, normalize

from django.utils.translation import gettext as _

from lienthu.ledger.models import AgeBand
from lienthu.lib.vietnamese import nfc
from lienthu.patrons.models import Patron

_FIELD: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_BRACES: Final = re.compile(r"\{\{|\}\}|\{%|%\}")
ITEMS: Final = "items"
# Fields that every kind has beside its own facts.
COMMON: Final = (
    "patron.name",
    "patron.greeting",
    "patron.you",
    "patron.number",
    "library.name",
    "signature",
    "today",
    "count",
)
# The same for those that go to correspondents.
COMMON_TO_OTHERS: Final = (
    "person.name",
    "person.greeting",
    "person.you",
    *(name for name in COMMON if not name.startswith("patron.")),
)
SHORT_FACT: Final = 40  # characters of a fact in a message to a phone
SUBJECT_LIMIT: Final = 200

# After a failed try the letter waits so long; after the last one a person sees to it.
BACKOFF: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60))
TRIES: Final = len(BACKOFF) + 1


def fields_of(facts: Iterable[str], part: str, *, to_readers: bool) -> list[str]:
    """The fields that a part of a text may name; `items`, all lines together, stands in the body alone."""
    common = COMMON if to_readers else COMMON_TO_OTHERS
    return [*facts, *common, *((ITEMS,) if part == "body" else ())]


def problem_of(text: str, fields: Collection[str]) -> str:
    """What is wrong with a text whose fields may be these, in a sentence that names them; "" when it is well."""
    unknown = [name for name in _FIELD.findall(text) if name not in fields]
    there = ", ".join(f"{{{{ {name} }}}}" for name in fields)
    if unknown:
        message = _("There is no field {{ %(name)s }} here. The fields are: %(fields)s.")
        return message % {"name": unknown[0], "fields": there}
    if _BRACES.search(_FIELD.sub("", text)):
        return _("A field is written as {{ name }}, with both pairs of braces. The fields are: %(fields)s.") % {
            "fields": there
        }
    return ""


def fields_in(text: str) -> set[str]:
    """The fields that a text names."""
    return set(_FIELD.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each field in its place; one that is not known says nothing."""
    return _FIELD.sub(lambda found: values.get(found.group(1), ""), nfc(text)).strip()


@dataclass(frozen=True)
class Words:
    """The parts of a wording."""

    subject: str
    line: str
    body: str
    short: str


@dataclass(frozen=True)
class Written:
    """A letter as it is sent; for a phone the subject is empty."""

    subject: str
    body: str


Facts = Mapping[str, str | Sequence[str]]


def written(words: Words, notices: Sequence[Facts], common: Mapping[str, str], *, short: bool = False) -> Written:
    """One letter for all these notices: a line for each, and each fact as what they all say of it."""
    limit = SHORT_FACT if short else 0
    values = {**common, **together(notices, limit), "count": str(len(notices))}
    if short:
        return Written("", " ".join(filled(words.short, values).split()))
    lines = [filled(words.line, {**values, **{name: told(value) for name, value in each.items()}}) for each in notices]
    subject = " ".join(filled(words.subject, values).split())[:SUBJECT_LIMIT]
    body = filled(words.body, {**values, ITEMS: "\n".join(lines)})
    return Written(subject, re.sub(r"\n{3,}", "\n\n", body))


def together(notices: Iterable[Facts], limit: int = 0) -> dict[str, str]:
    """Each fact as the notices have it, once what they share; cut to `limit` characters each where one is given."""
    found: dict[str, list[str]] = {}
    for each in notices:
        for name, value in each.items():
            text = told(value)
            text = f"{text[: limit - 1].rstrip()}…" if limit and len(text) > limit else text
            if text not in found.setdefault(name, []):
                found[name].append(text)
    return {name: ", ".join(texts) for name, texts in found.items()}


def told(value: str | Sequence[str]) -> str:
    """A fact on one line: what it holds of line ends and tabs could forge the head of a mail."""
    return " ".join((value if isinstance(value, str) else ", ".join(value)).split())


@dataclass(frozen=True)
class Address:
    """How a reader is spoken to."""

    greeting: str
    you: str


def address_of(name: str, *, band: AgeBand, sex: str, language: str) -> Address:
    """Politely, whether or not their sex and age are known: Ông/Bà to adults, em to children, else bạn đọc."""
    if language == "en":
        return Address(f"Dear {name}" if name else "Dear reader", "you")
    if band is AgeBand.CHILD:
        return Address(f"Em {name} thân mến", "em")
    if band is AgeBand.NOT_SAID:
        return Address(f"Kính gửi bạn đọc {name}".strip(), "bạn đọc")
    you = {Patron.Sex.FEMALE.value: "Bà", Patron.Sex.MALE.value: "Ông"}.get(sex, "Ông/Bà")
    return Address(f"Kính gửi {you} {name}".strip(), you)


def address_of_correspondent(name: str, organisation: str, *, language: str) -> Address:
    """Politely to the person, else to the house where nobody's name is known."""
    if name:
        return address_of(name, band=AgeBand.ADULT, sex="", language=language)
    if language == "en":
        return Address("Dear Sir or Madam", "you")
    return Address(f"Kính gửi {organisation}", "quý đơn vị")


_MOBILE: Final = re.compile(r"0[35789]\d{8}")


def phone_of(digits: str) -> str:
    """A mobile number of Việt Nam as +84…, out of `Patron.phone_digits`; "" for any other."""
    return f"+84{digits[1:]}" if _MOBILE.fullmatch(digits) else ""


# Source: 3GPP TS 23.038, the basic alphabet and its extension (whose characters take two places).
_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE: Final = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True)
class Length:
    """How long a message to a phone is: characters as the network counts them, messages that are paid for."""

    characters: int
    messages: int
    marked: bool  # needs UCS-2, 70 characters a message (67 of several), else 160 (153)


def sms_length(text: str) -> Length:
    """As the network counts it: one Vietnamese mark makes the whole message 70 characters long instead of 160."""
    marked = not set(text) <= _GSM | _GSM_DOUBLE
    characters = len(text.encode("utf-16-be")) // 2 if marked else sum(1 + (each in _GSM_DOUBLE) for each in text)
    one, many = (70, 67) if marked else (160, 153)
    return Length(characters, 1 if characters <= one else -(-characters // many), marked)


_PLAIN: Final = str.maketrans({"đ": "d", "Đ": "D", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "…": "..."})


def without_marks(text: str) -> str:
    """The text in letters that every phone has, capitals kept: "Sách Đã Có" → "Sach Da Co"."""
    bare = "".join(each for each in normalize("NFD", text) if not combining(each))
    return bare.translate(_PLAIN)


def days_of(text: str) -> tuple[int, ...]:
    """Days out of "3, 14, 30", each once and ascending; ValueError for anything else or a day outside 1–365."""
    found = sorted({int(each) for each in re.split(r"[\s,;]+", text.strip()) if each})
    if any(not 1 <= day <= 365 for day in found) or len(found) > 6:
        raise ValueError(text)
    return tuple(found)


def step_of(days_late: int, steps: Sequence[int], grace: int = 30) -> int | None:
    """The highest step that is reached; None before the first, and once all have long been over.

    A library that begins with this program has loans overdue for years: whoever is `grace` days past the last step is
    a case for a person, not for a letter.
    """
    reached = [step for step in steps if step <= days_late]
    if not reached or days_late > max(steps) + grace:
        return None
    return max(reached)
