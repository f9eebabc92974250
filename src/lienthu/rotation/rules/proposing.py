"""What to put into a set for a site: titles that suit its readers and wishes, never one that it had not long ago."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from lienthu.lib.vietnamese import fold
from lienthu.rotation.models import Audience

# Words of subjects and titles that speak for an audience, folded. A site that serves everybody takes what is left.
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    Audience.CHILDREN: (
        "thieu nhi",
        "thieu nien",
        "truyen tranh",
        "co tich",
        "dong thoai",
        "be ",
        "mam non",
        "children",
    ),
    Audience.PUPILS: ("hoc sinh", "sinh vien", "giao khoa", "bai tap", "pho thong", "on thi", "tu dien", "school"),
    Audience.FARMERS: (
        "nong nghiep",
        "trong trot",
        "chan nuoi",
        "cay ",
        "lua",
        "phan bon",
        "thuy san",
        "agricult",
        "farm",
    ),
    Audience.FISHERS: ("thuy san", "danh bat", "ngu ", "bien", "tau ca", "fish"),
    Audience.SOLDIERS: (
        "quan su",
        "quoc phong",
        "bien gioi",
        "bien phong",
        "chien tranh",
        "lich su",
        "war",
        "military",
    ),
    Audience.WORKERS: ("ky thuat", "co khi", "dien ", "lao dong", "nghe ", "technic"),
    Audience.ELDERLY: ("suc khoe", "y hoc", "thuoc ", "duong sinh", "hoi ky", "health"),
    Audience.MINORITIES: ("dan toc", "khmer", "cham", "van hoa dan gian", "folk"),
    Audience.PRISONERS: ("phap luat", "ky nang song", "dao duc", "nghe ", "law"),
}
WISHED, SUITED, LANGUAGE, FOREIGN, AGAIN, SPREAD = 100, 10, 30, 40, 60, 1
HOME: Final = "vie"  # what every site reads


@dataclass(frozen=True)
class Candidate:
    """A title that may travel: `copies` are those that are free, best first; `text` its title, authors and subjects
    folded; `classes` the first digits of its DDC numbers."""

    title: int
    copies: tuple[int, ...]
    heading: str
    text: str
    languages: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What is to be packed. `recent`: titles that the site had within the months of the rule; `wishes` folded."""

    books: int
    audiences: Collection[str] = ()
    languages: Collection[str] = ()
    wishes: Collection[str] = ()
    wished_titles: Collection[int] = ()
    recent: Collection[int] = ()
    packed: Collection[int] = ()  # titles that are in the set already
    travelling: Collection[int] = ()  # titles in other sets: two sets with the same titles cannot follow each other


@dataclass(frozen=True)
class Proposed:
    """A title with the copy that is to be packed, and why."""

    candidate: Candidate
    copy: int
    score: int
    reasons: tuple[str, ...]


@dataclass
class Proposal:
    """The books, the best first, and how many titles were passed over because the site had them not long ago."""

    books: list[Proposed] = field(default_factory=list)
    had_recently: int = 0


def propose(candidates: Iterable[Candidate], asked: Asked) -> Proposal:
    """One copy of each title, the most suited first; among equals, classes take turns so that the box is mixed."""
    proposal = Proposal()
    rated: list[tuple[int, Candidate, tuple[str, ...]]] = []
    for candidate in candidates:
        if candidate.title in asked.recent:
            proposal.had_recently += 1
        elif candidate.title not in asked.packed and candidate.copies:
            score, reasons = rate(candidate, asked)
            rated.append((score, candidate, reasons))
    taken: dict[str, int] = {}
    rated.sort(key=lambda row: (-row[0], row[1].heading, row[1].title))
    mixed = []
    for score, candidate, reasons in rated:
        section = candidate.classes[0] if candidate.classes else ""
        taken[section] = taken.get(section, 0) + 1
        mixed.append((-score + SPREAD * taken[section] // 2, candidate.title, candidate, score, reasons))
    mixed.sort(key=lambda row: (row[0], row[1]))
    for _order, _title, candidate, score, reasons in mixed[: asked.books]:
        proposal.books.append(Proposed(candidate, candidate.copies[0], score, reasons))
    return proposal


def rate(candidate: Candidate, asked: Asked) -> tuple[int, tuple[str, ...]]:
    """How well the title suits, and the reasons in words."""
    score, reasons = 0, []
    if candidate.title in asked.wished_titles or any(wish and wish in candidate.text for wish in asked.wishes):
        score += WISHED
        reasons.append(_("wished for by the site"))
    if candidate.languages and HOME not in candidate.languages and not set(asked.languages) & set(candidate.languages):
        score -= FOREIGN
        reasons.append(_("in a language that was not asked for"))
    if candidate.title in asked.travelling:
        score -= AGAIN
        reasons.append(_("in another set already"))
    spoken = [code for code in asked.languages if code in candidate.languages]
    if spoken:
        score += LANGUAGE
        reasons.append(_("in a language that the site reads"))
    suited = [each for each in asked.audiences if speaks_for(candidate.text, each)]
    if suited:
        score += SUITED * len(suited)
        labels = ", ".join(str(Audience(each).label) for each in suited)
        reasons.append(_("suits: %(audiences)s") % {"audiences": labels})
    return score, tuple(reasons)


def speaks_for(text: str, audience: str) -> bool:
    return any(word in f"{text} " for word in WORDS.get(audience, ()))


def folded(text: str) -> str:
    """As candidates' texts are compared."""
    return " ".join(fold(text).split())
