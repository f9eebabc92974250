"""`staff add`: without it nobody could ever sign in to an empty hub."""

import io
import json

import pytest
from conftest import NOW

from lienthu.accounts.errors import StaffRefused
from lienthu.accounts.models import Role, User
from lienthu.cli import frame
from lienthu.federation.services.organisations import add_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def run(*words: str, password: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    arguments = frame.parser().parse_args(["staff", "add", "lan", "--name", "Nguyễn Thị Lan", *words])
    code: int = arguments.run(arguments)
    return code


def test_the_first_person_of_a_hub_is_taken_on_with_a_password_that_was_piped_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library = add_organisation(code="CT", name="Thư viện huyện Châu Thành", actor=None, at=NOW)
    with pytest.raises(StaffRefused):
        run("--library", "CT", password="12345", monkeypatch=monkeypatch)
    assert run("--library", "ct", password="một câu dài dễ nhớ", monkeypatch=monkeypatch) == 0
    assert User.objects.get().check_password("một câu dài dễ nhớ")
    assert Role.objects.values_list("kind", "organisation").get() == ("director", library.pk)
    assert "một câu" not in capsys.readouterr().err


def test_who_gives_no_password_is_told_the_one_that_was_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--role", "system", "--json", password="", monkeypatch=monkeypatch) == 0
    told = json.loads(capsys.readouterr().out)
    assert User.objects.get().check_password(told["password"])
    assert Role.objects.values_list("kind", "organisation").get() == ("system", None)
