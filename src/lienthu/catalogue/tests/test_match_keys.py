"""Stored match keys follow the rules of the program: told by `check`, made anew by `rekey`."""

import importlib
from collections import Counter
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.apps import apps
from django.db import connection
from django.db.models import F

from lienthu.catalogue import checks
from lienthu.catalogue.models import KeyRules, MatchKey, SourceRecord
from lienthu.catalogue.services import imports, match_keys
from lienthu.catalogue.tests.builders import KIEU, marc, write

pytestmark = pytest.mark.django_db
RECORDS = (
    marc("1", **KIEU),
    marc("2", title="Lục Vân Tiên"),
    marc("3", title="Chinh phụ ngâm", author="Đặng, Trần Côn"),
)


class Stopped(Exception):
    """Somebody pulled the plug."""


def stop(_done: int, _total: int) -> None:
    raise Stopped


def stored() -> Counter[tuple[int, str]]:
    return Counter(MatchKey.objects.values_list("key", "record__control_number"))


def problems() -> list[str]:
    return [problem for problem in checks.problems() if "match keys" in problem]


def load(folder: Path, person: Person, *records: bytes) -> imports.Outcome:
    return imports.import_file(path=write(folder, "a.mrc", *records), library=person.library, actor=None, at=NOW)


@pytest.fixture
def right(our_library: Person, tmp_path: Path) -> Counter[tuple[int, str]]:
    """What the keys of the three records should be; stored are others, as if rules of before had made them."""
    load(tmp_path, our_library, *RECORDS)
    right = stored()
    MatchKey.objects.update(key=F("key") / 2)
    KeyRules.objects.update(version=0)
    return right


def test_a_hub_notes_its_rules_with_the_first_import(our_library: Person, tmp_path: Path) -> None:
    assert problems() == []
    load(tmp_path, our_library, *RECORDS)
    assert KeyRules.objects.get().version == 1
    assert problems() == []


def test_keys_by_other_rules_are_told_and_made_anew(
    right: Counter[tuple[int, str]], sister_library: Person, tmp_path: Path
) -> None:
    (problem,) = problems()
    assert problem.endswith("Run: lienthu rekey")
    seen: list[tuple[int, int]] = []
    assert match_keys.rebuild(progress=lambda done, total: seen.append((done, total))) == 3
    assert stored() == right
    assert problems() == []
    assert seen == [(3, 3)]
    assert load(tmp_path, sister_library, marc("x", **KIEU)).counts.titles_joined == 1


def test_a_run_that_was_stopped_is_started_again_and_nothing_is_there_twice(
    right: Counter[tuple[int, str]], our_library: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_keys, "SLICE", 1)
    with pytest.raises(Stopped):
        match_keys.rebuild(progress=stop)
    assert problems()
    # In between a record changes that has no new keys yet, and one that has them; and another comes.
    changed = (
        marc("3", title="Cung oán ngâm khúc"),
        marc("1", **{**KIEU, "publisher": "Trẻ"}),
        marc("4", title="Nhị độ mai"),
    )
    load(tmp_path, our_library, *changed)
    assert match_keys.rebuild() == 4
    assert problems() == []
    found = stored()
    assert set(found.values()) == {1}
    assert {number for _key, number in found} == {"1", "2", "3", "4"}
    assert {pair for pair in found if pair[1] == "2"} == {pair for pair in right if pair[1] == "2"}
    assert not {pair for pair in found if pair[1] == "3"} & {pair for pair in right if pair[1] == "3"}


def test_a_stopped_run_at_the_present_version_is_told_too(
    our_library: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(tmp_path, our_library, *RECORDS)
    with pytest.raises(Stopped):
        match_keys.rebuild(progress=stop)
    (problem,) = problems()
    assert "stopped" in problem
    match_keys.rebuild()
    assert problems() == []


def test_a_hub_of_before_does_not_know_its_rules(our_library: Person, tmp_path: Path) -> None:
    migration = importlib.import_module("lienthu.catalogue.migrations.0003_rules_of_match_keys")
    migration.note_unknown_rules(apps, connection.schema_editor())
    assert not KeyRules.objects.exists()  # an empty hub has no keys of before
    load(tmp_path, our_library, *RECORDS)
    KeyRules.objects.all().delete()
    migration.note_unknown_rules(apps, connection.schema_editor())
    assert KeyRules.objects.get().version == 0
    assert SourceRecord.objects.count() == 3
