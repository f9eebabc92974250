"""Whether every message of every room has its Vietnamese, and one only.

Missing, fuzzy, empty, left over, worded in two ways, or spelled with the tone on the wrong vowel is a problem.
"""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lienthu.lib.vietnamese import tone_moved

# polib and Django are imported where they are used: `test` starts without either when only its help is asked for.

SIMPLE = {"gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
KNOWN = SIMPLE | PLURAL | CONTEXT | CONTEXT_PLURAL
FILE = Path("locale") / "vi" / "LC_MESSAGES" / "django.po"
MODULES = {"django.utils.translation", "lienthu.cli.words"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]")
WORD = re.compile(r"[^\W\d_]+")
CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")


class Message(NamedTuple):
    """What identifies a message in a .po file."""

    context: str | None
    text: str
    plural: str | None


def problems(root: Path) -> Iterator[str]:
    """A line for each problem, room by room, then what the rooms word differently."""
    rooms = sorted(path for path in (root / "src" / "lienthu").iterdir() if path.is_dir())
    for room in rooms:
        yield from problems_of(room)
        yield from misplaced_tones(room)
    yield from at_odds(rooms)


def problems_of(room: Path) -> Iterator[str]:
    """The problems of one room: its Python and templates against its own `locale/vi`."""
    import polib

    used = dict(messages(room))
    file = room / FILE
    if not file.exists():
        if used:
            yield f"{room.name}: {len(used)} messages and no {file.relative_to(room)}"
        return
    entries = polib.pofile(str(file))
    known = {Message(entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry for entry in entries}
    for message, place in used.items():
        if message not in known or known[message].obsolete:
            yield f"{place}: no Vietnamese for {message.text!r}"
    for message, entry in known.items():
        where = f"{room.name}/{file.relative_to(room)}:{entry.linenum}"
        if entry.obsolete or message not in used:
            yield f"{where}: no longer used: {message.text!r}"
        elif entry.fuzzy:
            yield f"{where}: fuzzy: {message.text!r}"
        else:
            yield from _wrong(where, message, entry.msgstr_plural.values() if message.plural else [entry.msgstr])


def misplaced_tones(room: Path) -> Iterator[str]:
    """Words of our own Vietnamese (translations, templates, letters) spelled as khoá, which the house spells khóa."""
    own = [
        room / FILE,
        *room.glob("*/locale/vi/LC_MESSAGES/*.po"),
        *room.glob("templates/**/*.*"),
        *room.glob("letters/*.vi.*"),
    ]
    for path in sorted(path for path in own if path.exists()):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for word in WORD.findall(line):
                if (asked := tone_moved(word)) != word:
                    where = f"{room.name}/{path.relative_to(room)}:{number}"
                    yield f"{where}: {word!r} is spelled {asked!r} in this program (docs/design.md, Spelling)"


def at_odds(rooms: Iterable[Path]) -> Iterator[str]:
    """Messages that two rooms translate differently: Django keeps the first room's words for both, and says nothing."""
    import polib

    first: dict[tuple[str | None, str, bool], tuple[str, list[str]]] = {}
    for room in rooms:
        file = room / FILE
        for entry in polib.pofile(str(file)) if file.exists() else ():
            translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            known = first.setdefault(
                (entry.msgctxt, entry.msgid, bool(entry.msgid_plural)), (f"{room.name}/{FILE}", translations)
            )
            if known[1] != translations:
                yield (
                    f"{room.name}/{FILE}:{entry.linenum}: {entry.msgid!r} is {translations[0]!r} here and"
                    f" {known[1][0]!r} in {known[0]}: a message has one translation in the whole program."
                    " Make them the same, or where it means something else give it a context"
                    " (pgettext, {% translate … context … %})"
                )


def _wrong(where: str, message: Message, translations: Iterable[str]) -> Iterator[str]:
    for translation in translations:
        if not translation:
            yield f"{where}: empty: {message.text!r}"
        elif not placeholders(translation) <= placeholders(message.text) | placeholders(message.plural or ""):
            yield f"{where}: other placeholders than its message: {message.text!r}"
        elif message.plural is None and placeholders(translation) != placeholders(message.text):
            yield f"{where}: a placeholder is missing: {message.text!r}"


def placeholders(text: str) -> set[str]:
    return {found.group() for found in PLACEHOLDER.finditer(text)}


def messages(room: Path) -> Iterator[tuple[Message, str]]:
    """Every message of a room's code and templates, with a place where it is used."""
    for path in sorted(room.rglob("*.py")):
        if "tests" not in path.relative_to(room).parts and "migrations" not in path.relative_to(room).parts:
            yield from _in_python(path, room)
    for path in sorted(room.glob("templates/**/*.*")):
        yield from _in_template(path, room)
    if (room / "lib_messages.py").exists():
        # Sentences that come out of `lib`, whose tables are no calls of gettext.
        tables = importlib.import_module(f"lienthu.{room.name}.lib_messages").TABLES
        for table in tables:
            for text in table.values():
                yield Message(None, text, None), f"{room.name}/lib_messages.py"


def _in_python(path: Path, room: Path) -> Iterator[tuple[Message, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = _imported(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Name):
            kind = names.get(function.id, "")
        elif isinstance(function, ast.Attribute) and function.attr in KNOWN:
            kind = function.attr
        else:
            continue
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        found = _message(kind, [text for text in texts if isinstance(text, str)])
        if found:
            yield found, f"{room.name}/{path.relative_to(room)}:{node.lineno}"


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local name → translating function, of the names imported from MODULES."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for alias in node.names:
                names[alias.asname or alias.name] = "gettext" if alias.name == "_" else alias.name
    return names


def _message(kind: str, texts: list[str]) -> Message | None:
    if kind in SIMPLE and len(texts) >= 1:
        return Message(None, texts[0], None)
    if kind in PLURAL and len(texts) >= 2:
        return Message(None, texts[0], texts[1])
    if kind in CONTEXT and len(texts) >= 2:
        return Message(texts[0], texts[1], None)
    if kind in CONTEXT_PLURAL and len(texts) >= 3:
        return Message(texts[0], texts[1], texts[2])
    return None


def _in_template(path: Path, room: Path) -> Iterator[tuple[Message, str]]:
    from django.utils.translation.template import templatize

    # Django turns a template into lines of calls, for xgettext to read; line numbers stay.
    code = templatize(path.read_text(encoding="utf-8"))
    for call in CALL.finditer(code):
        kind = "gettext" if call.group(1) == "_" else call.group(1)
        found = _message(kind, _string_arguments(code[call.end() :]))
        if found:
            line = code.count("\n", 0, call.start()) + 1
            yield found, f"{room.name}/{path.relative_to(room)}:{line}"


STRING = re.compile(r"""\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?""", re.DOTALL)


def _string_arguments(code: str) -> list[str]:
    """The string literals that a call begins with."""
    texts, position = [], 0
    while found := STRING.match(code, position):
        texts.append(str(ast.literal_eval(found.group(1))))
        position = found.end()
    return texts
