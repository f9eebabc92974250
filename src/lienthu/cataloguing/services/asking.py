"""Asks catalogues elsewhere, several at once, and says plainly what came of it. Nothing here is stored."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from time import monotonic
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from lienthu.cataloguing.models import Target
from lienthu.cataloguing.rules.asking import MOST_TARGETS, PAGE
from lienthu.common.sealing import Unopened
from lienthu.lib import sru, z3950
from lienthu.lib.foreign import SENTENCES, Answer, Clause, Question, TargetTrouble, clauses
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.problems import REASONS, Refused
from lienthu.lib.vietnamese import fold
from lienthu.lib.z3950 import pdus
from lienthu.lib.z3950.rpn import read_attributes

_SYNTAXES = {"marc21": pdus.MARC21, "unimarc": pdus.UNIMARC, "xml": pdus.XML}
_GRACE = 2.0  # seconds beyond its own time that a target may take to give up


class Outcome(NamedTuple):
    """What a target gave, or why it gave nothing: a code and words of its own (`lib.foreign.TargetTrouble`)."""

    target: Target
    answer: Answer | None
    code: str = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        """The trouble in the reader's language."""
        return _(SENTENCES[self.code]) if self.code else ""

    @property
    def words(self) -> str:
        """The target's own words about it, where it has any; a diagnostic that has only a number in ours."""
        return in_our_words(self.detail)


class Step(NamedTuple):
    """One thing that a test of a target tried."""

    outcome: Literal["good", "bad", "note"]
    text: str


def in_our_words(detail: str) -> str:
    """Diagnostics of Bib-1 and SRU ("114 it cannot be …: 1=9") in the reader's language; anything else as it is."""
    told = []
    for part in detail.split("; "):
        number, _blank, rest = part.partition(" ")
        known = next((words for words in _diagnostics(number) if rest.startswith(words)), "")
        told.append(f"{number} {_(known)}{rest[len(known) :]}" if known else part)
    return "; ".join(told)


def _diagnostics(number: str) -> list[str]:
    plain = z3950.BIB1.get(int(number), "") if number.isascii() and number.isdigit() and len(number) < 6 else ""
    return [words for words in (plain, sru.WORDS.get(number, "")) if words]


def ask(targets: Sequence[Target], question: Question, *, start: int = 1, count: int = PAGE) -> list[Outcome]:
    """Ask them all at the same time, each with its own time limit; those beyond MOST_TARGETS are left out.

    The slowest decides how long it takes; one that does not even give up in time is left behind.
    """
    chosen = list(targets[:MOST_TARGETS])
    if not chosen:
        return []
    pool = ThreadPoolExecutor(len(chosen), thread_name_prefix="ask")
    try:
        begun = [pool.submit(_one, target, question, start, count) for target in chosen]
        deadline = monotonic() + max(target.timeout for target in chosen) + _GRACE
        wait(begun, timeout=deadline - monotonic())
        return [
            future.result() if future.done() else Outcome(target, None, "timeout")
            for target, future in zip(chosen, begun, strict=True)
        ]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _one(target: Target, question: Question, start: int, count: int) -> Outcome:
    """In a thread of its own: no database, no translation."""
    try:
        return Outcome(target, _answer(target, question, start, count))
    except TargetTrouble as trouble:
        return Outcome(target, None, trouble.code, trouble.detail)


def _answer(target: Target, question: Question, start: int, count: int) -> Answer:
    if target.kind == Target.Kind.SRU:
        return sru.ask(sru_access(target), question, target.indexes, start=start, count=count)
    attributes = {name: read_attributes(text) for name, text in target.indexes.items()}
    missing = next((each.field for each in clauses(question) if not attributes.get(each.field)), None)
    if missing is not None:
        raise TargetTrouble("index", missing)
    return z3950.ask(z3950_access(target), plain_letters(target, question), attributes, start=start, count=count)


def plain_letters(target: Target, question: Question) -> Question:
    """The question with marks taken off where the target's character set is not Unicode: its index has none either."""
    if target.encoding in ("auto", "utf-8"):
        return question
    if isinstance(question, Clause):
        return question._replace(term=fold(question.term))
    return question._replace(left=plain_letters(target, question.left), right=plain_letters(target, question.right))


def sru_access(target: Target) -> sru.Access:
    """Raises TargetTrouble for a password that cannot be opened."""
    return sru.Access(
        url=target.address, version=target.version, schema=target.syntax, user=target.user_name,
        password=_password(target), timeout=float(target.timeout),
    )  # fmt: skip


def _password(target: Target) -> str:
    try:
        return target.password
    except Unopened as unopened:
        raise TargetTrouble("sealed") from unopened


def z3950_access(target: Target) -> z3950.Access:
    """Raises TargetTrouble for an address that cannot be read, and a password that cannot be opened."""
    return z3950.Access(
        address=z3950.read_address(target.address), databases=tuple(target.database.split("+")),
        syntax=_SYNTAXES.get(target.syntax, pdus.MARC21), user=target.user_name, group=target.user_group,
        password=_password(target), timeout=float(target.timeout),
    )  # fmt: skip


def encoding_of(target: Target) -> str:
    """What `lib.marc` is told: "utf-8" leaves each record that is not to be recognised by itself."""
    return "utf-8" if target.encoding == "auto" else target.encoding


def examine(target: Target, word: str) -> list[Step]:
    """Try a target step by step with a word that it should have: reach it, search, fetch, read."""
    steps: list[Step] = []
    try:
        if target.kind == Target.Kind.SRU:
            steps += _greeted_by_sru(target)
        else:
            with z3950.Session(z3950_access(target)) as session:
                name = session.welcome.name
                steps.append(Step("good", _("It answers, and calls itself: %(name)s") % {"name": name or "–"}))
        steps += _searched(target, word)
    except TargetTrouble as trouble:
        sentence = _(SENTENCES[trouble.code])
        steps.append(Step("bad", f"{sentence} ({in_our_words(trouble.detail)})" if trouble.detail else sentence))
    return steps


def _greeted_by_sru(target: Target) -> list[Step]:
    """What the server offers; that it does not explain itself is no fault."""
    try:
        offer = sru.explain(sru_access(target))
    except TargetTrouble as trouble:
        if trouble.code not in ("not_sru", "diagnostic", "http"):
            raise
        return [Step("note", _("It does not say what it offers; many do not. Fields and form cannot be compared."))]
    steps = [Step("good", _("It answers, and calls itself: %(name)s") % {"name": offer.title or "–"})]
    schemas = [name for name, _title in offer.schemas]
    if schemas and target.syntax not in schemas:
        text = _("It does not name the form “%(form)s” among those that it offers: %(offered)s")
        steps.append(Step("note", text % {"form": target.syntax, "offered": ", ".join(schemas[:12])}))
    known = {name.lower() for name, _title in offer.indexes}
    strange = [text.split()[0] for text in target.indexes.values() if known and text.split()[0].lower() not in known]
    if strange:
        text = _("It does not name these fields among those that it offers: %(names)s")
        steps.append(Step("note", text % {"names": ", ".join(strange)}))
    return steps


def _searched(target: Target, word: str) -> list[Step]:
    """Search for the word in the widest field that the target has, and read the first record."""
    index = next(name for name in ("any", "title", "author", "isbn", "year") if target.indexes.get(name))
    answer = _answer(target, Clause(index, word), 1, 1)
    said = {"count": answer.total, "word": word}
    if not answer.total:
        return [Step("note", _("It searches, and has nothing for “%(word)s”. Try a word that it must have.") % said)]
    steps = [Step("good", _("It searches: %(count)d records for “%(word)s”.") % said)]
    if not answer.records:
        return [*steps, Step("bad", _("It gave no record of them. Choose another form of records."))]
    first = answer.records[0]
    if first.refused:
        text = _("It could not give the first record: %(reason)s")
        return [*steps, Step("bad", text % {"reason": in_our_words(first.refused[:200])})]
    try:
        facts = facts_of(first.read(encoding_of(target)))
    except Refused as refused:
        text = _("The first record cannot be read: %(reason)s")
        return [*steps, Step("bad", text % {"reason": _(REASONS[refused.code])})]
    return [*steps, Step("good", _("The first record can be read: %(title)s") % {"title": facts.title[:120] or "–"})]
