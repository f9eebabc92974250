"""A stick instead of a network: the signed file on the staff's page and on the command line."""

import json
from pathlib import Path

import pytest
from conftest import Person, client_of
from django.core.files.uploadedfile import SimpleUploadedFile

from lienthu.cli.frame import main
from lienthu.common import jobs
from lienthu.ledger.models import Kind
from lienthu.ledger.queries import total
from lienthu.sync.models import DeviceEvent

from .builders import hours_ago, phone

pytestmark = pytest.mark.django_db


def visits(person: Person) -> int:
    day = hours_ago(200).date()
    return total([Kind.VISIT], since=day, until=hours_ago(-48).date(), hosts=[person.library.pk])


def test_a_file_is_handed_in_once_and_the_device_learns_of_it(ours: Person) -> None:
    device = phone(ours)
    for hours in (9, 8, 7):
        device.act("visit", at=hours_ago(hours), age_band="child", quantity=5)
    client = client_of(ours)
    for _ in range(2):
        file = SimpleUploadedFile("lienthu-xe.json", device.file(), "application/json")
        answer = client.post("/staff/sync/files/", {"file": file})
        assert (answer.status_code, answer["Location"]) == (302, f"/staff/sync/devices/{device.id}/")
    jobs.work_here()
    assert visits(ours) == 15
    assert device.ask("GET", "status/").json()["stored_to"] == 3
    assert device.send()["stored_to"] == 3
    assert DeviceEvent.objects.count() == 3


def test_a_file_that_was_touched_or_is_somebody_elses_is_refused_in_words(ours: Person, sister: Person) -> None:
    device = phone(ours)
    device.act("visit", age_band="child", quantity=5)
    good = device.file()
    touched = json.dumps(json.loads(good) | {"body": "e30"}).encode()
    client = client_of(ours)
    for data in (touched, good[:-20], b"\x00\xff", b"[]", b"{}"):
        answer = client.post("/staff/sync/files/", {"file": SimpleUploadedFile("a.json", data)})
        assert (answer.status_code, "Tệp" in answer.content.decode()) == (422, True)
    other = client_of(sister).post("/staff/sync/files/", {"file": SimpleUploadedFile("a.json", good)})
    assert other.status_code == 403
    assert not DeviceEvent.objects.exists()


def test_the_command_stores_folds_and_tells_in_json(
    ours: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lienthu.cli.hub.start_django", lambda: None)
    monkeypatch.setattr("lienthu.cli.hub.require", lambda: None)
    device = phone(ours)
    device.act("visit", at=hours_ago(3), age_band="adult", quantity=2)
    device.act("check_in", at=hours_ago(2), barcode="không có")
    file = tmp_path / "xe.json"
    file.write_bytes(device.file())
    assert main(["sync", str(file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["read"] == told["new"] + told["known"] + told["conflicts"] == 2
    assert (told["applied"], told["questions"], told["dropped"], told["waiting"]) == (1, 1, 0, 0)
    assert (told["stored_to"], told["device"]) == (2, device.id)
    assert main(["sync", str(tmp_path / "absent.json"), "--json"]) == 2
    file.write_text("{}")
    assert main(["sync", str(file), "--json"]) == 2
    assert capsys.readouterr().out == ""
