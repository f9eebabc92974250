"""The contract with devices: who is let in, what is signed, what is stored, and what is answered when it is not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from conftest import Person
from django.test import Client
from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import AuditEntry
from lienthu.federation.models import Site
from lienthu.sync import rules
from lienthu.sync.checks import problems
from lienthu.sync.models import Device, DeviceEvent, Question, RefusedEvent
from lienthu.sync.services import devices

from .builders import API, Phone, hours_ago, phone, token_for

pytestmark = pytest.mark.django_db


def test_a_qr_address_lets_one_key_in_and_tells_it_again_when_the_answer_was_lost(ours: Person, site: Site) -> None:
    token = token_for(ours, site=site)
    first = Phone("")
    told = first.enrol(token)
    assert told.status_code == 201
    assert told.json()["person"] == str(ours.user)
    assert told.json()["site"] == {"id": site.pk, "name": site.name}
    assert {"check_out", "new_card", "undo"} <= set(told.json()["kinds"])
    again = first.enrol(token)
    assert (again.status_code, again.json()["device"]) == (200, told.json()["device"])
    other = Phone("").enrol(token)
    assert (other.status_code, other.json()["code"]) == (409, "used")
    assert Device.objects.count() == 1
    assert AuditEntry.objects.filter(action="device.enrolled").count() == 1


def test_a_qr_address_is_good_for_minutes_and_nobody_guesses_one(ours: Person) -> None:
    old = token_for(ours, at=timezone.now() - timedelta(minutes=16))
    for token in (old, "x" * 43, ""):
        answer = Phone("").enrol(token)
        assert (answer.status_code, answer.json()["code"]) == (410, "expired")
    assert not Device.objects.exists()


def test_enrolling_takes_a_key_that_signed_the_request(ours: Person) -> None:
    token = token_for(ours)
    thief, owner = Phone(""), Phone("")
    answer = thief.ask("POST", "enrolments/", {"token": token, "key": owner.jwk}, device="new")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    for key in ({}, {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}, "key"):
        answer = thief.ask("POST", "enrolments/", {"token": token, "key": key}, device="new")
        assert answer.status_code in (400, 401)


def test_a_request_without_the_right_signature_is_told_nothing(ours: Person) -> None:
    device = phone(ours)
    stranger = Phone("")
    for name in ("status/", "scopes/", "outcomes/?after=0"):
        assert Client().get(API + name).json()["code"] == "not_signed"
        assert stranger.ask("GET", name, device=device.id).json()["code"] == "bad_signature"
        assert stranger.ask("GET", name, device=str(uuid4())).json()["code"] == "unknown_device"
    path, time = f"{API}outcomes/?after=0", rules.written(timezone.now())
    headers = {"Lienthu-Device": device.id, "Lienthu-Time": time}
    headers["Lienthu-Signature"] = device.sign("GET", path, time, b"", device.id)
    assert Client().get(path, headers=headers).status_code == 200
    assert Client().get(f"{API}outcomes/?after=5", headers=headers).json()["code"] == "bad_signature"


def test_a_device_with_a_wrong_clock_is_told_the_time_and_an_old_request_is_of_no_use(ours: Person) -> None:
    device = phone(ours)
    answer = device.ask("GET", "status/", time=rules.written(hours_ago(49)))
    assert (answer.status_code, answer.json()["code"]) == (401, "time")
    now = rules.moment(answer.json()["now"])
    assert now is not None
    assert abs(now - timezone.now()) < timedelta(seconds=5)
    assert device.ask("GET", "status/").status_code == 200


def test_a_batch_is_stored_once_however_often_it_comes(ours: Person) -> None:
    device = phone(ours)
    for _ in range(3):
        device.act("visit", age_band="adult", quantity=1)
    assert device.send()["stored_to"] == 3
    assert device.send()["stored_to"] == 3
    assert device.send([])["stored_to"] == 3
    assert DeviceEvent.objects.count() == 3
    assert device.row.last_seq == 3


def test_what_comes_behind_a_gap_is_kept_and_waits(ours: Person) -> None:
    device = phone(ours)
    for _ in range(5):
        device.act("visit", age_band="adult", quantity=1)
    assert device.send(device.log[3:])["stored_to"] == 0
    assert device.send(device.log[:1])["stored_to"] == 1
    assert device.row.not_sent == 4
    assert device.send(device.log[1:4])["stored_to"] == 5
    assert {each["outcome"] for each in device.hand_in().values()} == {"applied"}


def test_the_same_number_with_other_content_changes_nothing_and_is_asked_about(ours: Person) -> None:
    device = phone(ours)
    event = device.act("visit", age_band="adult", quantity=1)
    device.send()
    other = {**event, "data": {"age_band": "child", "quantity": 9}}
    for _ in range(2):
        told = device.send([other])["conflicts"]
        assert [(each["seq"], each["code"]) for each in told] == [(1, "other_content")]
    moved = {**event, "seq": 2}
    assert [each["code"] for each in device.send([moved])["conflicts"]] == ["id_used"]
    assert DeviceEvent.objects.get().raw == event
    assert RefusedEvent.objects.count() == 2
    assert sorted(Question.objects.values_list("code", flat=True)) == ["id_used", "other_content"]
    assert device.row.stored_to == 1


def test_events_that_are_not_written_as_agreed_are_refused_by_their_place(ours: Person) -> None:
    device = phone(ours)
    good = device.act("visit", age_band="adult", quantity=1)
    bad = [
        {**good, "seq": 0},
        {**good, "id": "1"},
        {**good, "at": "yesterday"},
        {**good, "data": []},
        {**good, "kind": "Visit!"},
        {**good, "data": {"text": "a\x00b"}},
        {**good, "data": {"text": "x" * 30_000}},
        7,
    ]
    for each in bad:
        answer = device.ask("POST", "batches/", device.batch([]) | {"events": [good, each]})
        assert (answer.status_code, answer.json()["code"], answer.json()["position"]) == (400, "bad_event", 1)
    assert device.ask("POST", "batches/", device.batch([]) | {"events": [good] * 501}).status_code == 413
    assert device.ask("POST", "batches/", {"events": []}).json()["code"] == "bad_request"
    assert device.ask("POST", "batches/", []).json()["code"] == "bad_request"
    assert not DeviceEvent.objects.exists()


def test_a_device_that_is_cut_off_is_told_to_erase_and_what_it_still_sends_is_asked_about(ours: Person) -> None:
    device = phone(ours)
    device.act("visit", age_band="adult", quantity=2)
    devices.cut_off(device=device.row, reason="Mất ở chợ", actor=ours.user, at=timezone.now())
    for name in ("status/", "scopes/", "outcomes/?after=0"):
        answer = device.ask("GET", name)
        assert (answer.status_code, answer.json()["code"], answer.json()["erase"]) == (403, "cut_off", True)
    stored = device.send()
    assert (stored["stored_to"], stored["erase"]) == (1, True)
    jobs.work_here()
    assert device.question(1).code == "cut_off"
    assert list(problems()) == []
