"""A return that goes along on a device: the device reads, works out and asks as the hub does; what it hands in is
booked once, and never over what was changed here meanwhile."""

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.utils import timezone, translation

from lienthu.accounts.models import Role
from lienthu.federation.models import Site
from lienthu.indicators.rules import formulas
from lienthu.returns import offline
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.models import Entry, Return, Step
from lienthu.returns.rules import checks, reading
from lienthu.returns.rules.checks import Fact
from lienthu.returns.services import filling
from lienthu.returns.services.filling import Said
from lienthu.sync.services.answering import answer
from lienthu.sync.tests.builders import Phone, phone

CASES = Path(__file__).with_name("figures.mjs")
TEXTS = (
    "", "0", "12", "1.234", "1,234", "12.345", "1234", "37.176.610", "37,176,610", "1.234,5", "1,234.5", "2,5", "0,45",
    "0.450", "1.2345", "1.23.456", "1234.567.890", "-", "–", "x", "Không có số liệu", "KCO", "12 408", " 7 ",
    "1 000 000", "999999999999", "1000000000000", "12a", "1.", ".5", "-3", "1,2,3", "1.234.567,25", "1.2,3.4",
    "１.２３４", "Chưa có số liệu", "kho\u0302ng co\u0301 so\u0302\u0301 lie\u0323\u0302u", "#N/A", "không", "12 bản",
)  # fmt: skip


def _asks() -> dict[str, Any]:
    words = {name: str(text) for name, text in checks.SENTENCES.items()}
    limits = {"jump": 3, "small": 30, "far": 0.2, "largest": 999_999_999_999}
    return {"words": words, "limits": limits, "not_available": sorted(reading.NOT_AVAILABLE)}


def _read(text: str, decimals: int) -> dict[str, Any]:
    try:
        found = reading.read(text, decimals)
    except ReturnRefused as refusal:
        return {"error": refusal.code}
    return {"value": None if found.value is None else float(found.value), "doubtful": found.is_doubtful}


def _sheet(dice: random.Random) -> list[dict[str, Any]]:
    """A whole with two parts, a level and a ratio, answered in any manner."""

    def number(most: int = 200) -> str | None:
        return dice.choice((None, "0", str(dice.randint(1, most)), str(dice.randint(1, most))))

    lines = []
    for code in ("whole", "first", "second", "level", "rate"):
        value = number()
        how = "typed" if value is not None else dice.choice(("not_available", "empty"))
        lines.append(
            {
                "code": code, "name": code, "decimals": 2 if code == "rate" else 0, "ratio": False, "formula": "",
                "codes": [], "level": code == "level", "parts": ["first", "second"] if code == "whole" else [],
                "before": number(), "computed": number(), "last": number() if code == "level" else None,
                "others": number(), "value": value, "how": how, "reason": "", "word": "",
                "doubtful": value not in (None, "0") and dice.random() < 0.2,
            }
        )  # fmt: skip
    return lines


def _asked(lines: list[dict[str, Any]]) -> list[list[list[str]]]:
    facts = {
        line["code"]: Fact(
            name=line["name"], value=_decimal(line["value"]), is_level=line["level"], decimals=line["decimals"],
            parts=tuple(line["parts"]), before=_decimal(line["before"]), computed=_decimal(line["computed"]),
            last=_decimal(line["last"]), others=_decimal(line["others"]), is_doubtful=line["doubtful"],
        )
        for line in lines
        if line["how"] != "empty"
    }  # fmt: skip
    found = checks.questions(facts)
    return [[[each.kind.value, each.words] for each in found if each.code == line["code"]] for line in lines]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.skipif(not shutil.which("node"), reason="no node here; the browser reads and asks the same way")
def test_the_device_reads_works_out_and_asks_as_the_hub_does() -> None:
    dice = random.Random(20268)  # noqa: S311 cases of a test
    numbers = [0, 5, 21, 105, 1000, 1001, 12_015, 37_176_610, 2.5, 0.45, *(dice.randrange(10**12) for _n in range(40))]
    given = {"a.b": 12, "c_d": 30, "e": 0}
    sums = ["a.b + c_d", "a.b / c_d", "(a.b - 2) * 3 / c_d", "a.b / e", "a.b + f", "100 * a.b / (c_d + 10.5)"]
    sheets = [_sheet(dice) for _n in range(60)]
    with translation.override("vi"):
        asks = _asks()
        cases = {
            "texts": [(text, decimals) for text in TEXTS if text for decimals in (0, 2)], "numbers": numbers,
            "formulas": [(text, given) for text in sums], "sheets": sheets, "asks": asks,
        }  # fmt: skip
        done = subprocess.run(["node", CASES], input=json.dumps(cases), capture_output=True, text=True, check=True)
        expected = [_asked(lines) for lines in sheets]
    found = json.loads(done.stdout)
    assert found["texts"] == [_read(text, decimals) for text, decimals in cases["texts"]]
    told = [
        [reading.aloud(number), reading.exactly(number), reading.numbers.written(number, 1)]
        for number in (Decimal(str(each)) for each in numbers)
    ]
    assert found["numbers"] == told
    known = {code: Decimal(value) for code, value in given.items()}
    worked = [formulas.read(text).value({**known, "f": None}) for text in sums]
    assert found["formulas"] == [None if each is None else float(round(each, 4)) for each in worked]
    assert [[line[3] for line in sheet] for sheet in found["sheets"]] == expected


# --- along and back


@pytest.fixture
def device(commune: Person, row: Return) -> Phone:
    """Of the commune's one librarian, who lends and reports; at their only site."""
    Role.objects.create(user=commune.user, kind="circulation", organisation=commune.library)
    site = Site.objects.create(organisation=commune.library, name="Thư viện xã")
    call = row.call
    call.due_on = timezone.localdate() + timedelta(days=9)
    call.save(update_fields=("due_on",))
    return phone(commune, site=site)


def _sheet_of(device: Phone) -> dict[str, Any]:
    found: dict[str, Any] = device.take(Site.objects.get())["parts"]["returns"]["sheets"][0]
    return found


def _lines(sheet: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["code"]: line for section in sheet["sections"] for line in section["lines"]}


def _hand_in(device: Phone, sheet: dict[str, Any], **said: dict[str, Any]) -> None:
    """As the device does; `said` by code with "__" for dots."""
    told = {code.replace("__", "."): each for code, each in said.items()}
    figures = {
        code: {"seen": line["text"], "text": None, **told.get(code, {})}
        for code, line in _lines(sheet).items()
        if not line["ratio"]
    }
    device.act("return_filled", **sheet["data"], sheet=sheet["name"], figures=figures)


FILLED: dict[str, dict[str, Any]] = {
    "visits__adult": {"text": "1.204", "reason": "Đếm tay trong sổ trực."},
    "visits__internet": {"text": "-", "reason": "Máy đếm hỏng."},
    "visits__physical": {"text": "1.234", "reason": "Cộng theo sổ trực."},
    "exhibitions": {"text": "2,5", "meant": True},
}


def test_a_return_goes_along_computed_and_comes_back_handed_in_once(
    device: Phone, row: Return, commune: Person
) -> None:
    sheet = _sheet_of(device)
    assert (sheet["data"], sheet["sent_back"]) == ({"return": row.pk}, False)
    children = _lines(sheet)["visits.child"]
    assert (children["how"], children["value"], children["text"]) == ("computed", "30", "30")
    _hand_in(device, sheet, **FILLED)
    outcome = device.hand_in()[1]
    assert (outcome["outcome"], outcome["facts"]) == ("applied", {"return": row.pk, "state": "submitted"}), outcome
    row.refresh_from_db()
    figures = dict(row.entries.values_list("indicator", "value"))
    assert (row.state, figures["visits.adult"], figures["visits.child"], figures["exhibitions"]) == (
        "submitted", 1204, 30, Decimal("2.5"),
    )  # fmt: skip
    assert figures["visits.internet"] is None
    step = row.steps.get()
    assert (step.what, step.means, step.by) == (Step.What.SUBMITTED, "device", commune.user)
    device.send()
    assert row.steps.count() == 1
    assert "returns" not in device.take(Site.objects.get())["parts"], "it is handed in"


def test_what_was_changed_here_meanwhile_is_asked_about_and_not_overwritten(
    device: Phone, row: Return, commune: Person
) -> None:
    sheet = _sheet_of(device)
    filling.save(row=row, code="visits.child", said=Said(text="45", reason="Sổ của trường"), actor=None, at=NOW)
    _hand_in(device, sheet, **FILLED)
    assert (device.hand_in()[1]["outcome"], device.outcome(1).code) == ("question", "changed_since")
    assert Entry.objects.get(of=row, indicator="visits.child").value == 45
    assert not row.entries.exclude(indicator="visits.child").filter(state="typed").exists()
    answer(question=device.question(1), remedy=offline.HERE, actor=commune.user, at=timezone.now())
    figures = dict(row.entries.values_list("indicator", "value"))
    assert device.outcome(1).words == ""
    assert (device.outcome(1).kind, figures["visits.child"], figures["visits.adult"]) == ("applied", 45, 1204)


def test_a_return_that_lacks_an_answer_is_kept_as_a_draft_when_a_person_says_so(
    device: Phone, row: Return, commune: Person
) -> None:
    _hand_in(device, _sheet_of(device), visits__adult={"text": "12"})
    assert device.hand_in()[1]["code"] == "unanswered"
    assert not row.entries.filter(state="typed").exists(), "nothing of it is booked"
    answer(question=device.question(1), remedy=offline.KEEP, actor=commune.user, at=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.entries.get(indicator="visits.adult").value) == ("draft", 12)
    assert device.hand_in()[1]["facts"] == {"return": row.pk, "state": "draft"}


@pytest.mark.parametrize("figures", [None, [], {"visits.adult": 7}, {"visits.adult": {"text": 7}}])
def test_figures_that_make_no_sense_are_asked_about(device: Phone, row: Return, figures: object) -> None:
    device.act("return_filled", **{"return": row.pk}, figures=figures)
    assert device.hand_in()[1]["code"] == "bad_data"


def test_another_librarys_return_neither_goes_along_nor_is_handed_in(
    device: Phone, row: Return, person: Callable[..., Person]
) -> None:
    other = person("HUYEN", "Thư viện huyện", kind="director")
    stranger = phone(other, site=Site.objects.create(organisation=other.library, name="Thư viện huyện"))
    taken = stranger.take(Site.objects.get(organisation=other.library))
    assert "returns" not in taken["parts"]
    stranger.act("return_filled", **{"return": row.pk}, figures={})
    assert stranger.hand_in()[1]["code"] == "no_return"
