"""A stocktaking of very many copies is closed by a job, which writes its lists too; pages show how far it is."""

import datetime
import io
import os
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.stock import checks
from lienthu.stock.errors import StocktakingRefused
from lienthu.stock.models import Stocktaking
from lienthu.stock.services import long_work, stocktakings
from lienthu.stock.tests.builders import ended, opened, scan, two_shelves

SAID = {"held_on": "05/01/2026", "number": "01/BB-KK", "commission": "Trần Thị Bình; Giám đốc; Trưởng ban"}


@pytest.fixture
def taking(home: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stocktaking:
    """Five copies, which are very many here."""
    monkeypatch.setattr("lienthu.stock.queries.stocktakings.IN_A_PAGE", 4)
    monkeypatch.setattr("lienthu.stock.services.minutes.TOLD_EVERY", 2)
    two_shelves(tmp_path, home)
    return opened(home)


@pytest.fixture
def client(home: Person) -> Client:
    client = Client()
    client.force_login(home.user)
    return client


def address(name: str, taking: Stocktaking, *more: int) -> str:
    return reverse(f"stock:{name}", args=[taking.pk, *more])


def test_it_is_closed_by_a_job_with_what_the_minutes_say(taking: Stocktaking, home: Person, client: Client) -> None:
    scan(taking, home, "A1")
    assert 'type="date"' not in client.get(address("close", taking)).content.decode()
    assert client.post(address("close", taking), SAID)["Location"] == address("work", taking)
    assert "Đang chờ công việc trước" in client.get(address("work", taking)).content.decode()
    page = client.get(address("stocktaking", taking)).content.decode()
    assert "đang được khóa sổ" in page
    assert address("close", taking) not in page
    scan(taking, home, "A2")  # others count on until it is their turn
    assert "đang được khóa sổ rồi" in client.post(address("close", taking), SAID).content.decode()
    assert jobs.work_here() == 1
    closing = taking.closings.get()
    assert (closing.figures["all"]["found"], closing.figures["all"]["missing"]) == (2, 3)
    assert (closing.number, closing.actor) == ("01/BB-KK", home.user)
    assert closing.commission == [["Trần Thị Bình", "Giám đốc", "Trưởng ban"]]
    part = client.get(address("work", taking), headers={"HX-Request": "true"}).content.decode()
    assert "Đợt kiểm kê đã khóa sổ." in part
    assert "hx-get" not in part
    assert list(checks.problems()) == []


def test_a_closing_that_was_done_before_a_crash_is_not_done_again(taking: Stocktaking, home: Person) -> None:
    said = stocktakings.Minutes(held_on=NOW.date())
    job = long_work.ask_to_close(stocktaking=taking, minutes=said, actor=home.user, at=NOW)
    long_work.close(job)
    long_work.close(job)
    assert taking.closings.count() == 1


def test_one_that_somebody_closed_in_the_meantime_says_so(taking: Stocktaking, home: Person, client: Client) -> None:
    client.post(address("close", taking), SAID)
    ended(taking, home)
    jobs.work_here()
    assert "đã khóa sổ" in Job.objects.get().error
    taking.refresh_from_db()
    with pytest.raises(StocktakingRefused):
        long_work.ask_to_close(
            stocktaking=taking, minutes=stocktakings.Minutes(held_on=NOW.date()), actor=home.user, at=NOW
        )


def test_the_lists_are_written_once_fetched_and_forgotten(taking: Stocktaking, home: Person, client: Client) -> None:
    for code in ("A1", "A2", "lạ"):
        scan(taking, home, code)
    assert client.get(address("lists", taking))["Location"] == address("work", taking)
    for _press in range(2):
        assert client.post(address("work", taking))["Location"] == address("work", taking)
    job = Job.objects.get()
    assert jobs.work_here() == 1
    job.refresh_from_db()
    assert (job.state, job.total) == ("done", 9)
    fetched = client.get(address("written", taking, job.pk))
    assert address("written", taking, job.pk) in client.get(address("work", taking)).content.decode()
    book = load_workbook(io.BytesIO(fetched.content))
    assert book.sheetnames == ["Bản phải có", "Phát hiện", "Lượt quét"]
    assert [sheet.max_row for sheet in book] == [6, 2, 4]
    path = long_work.file_of(job)
    long_work.sweep(at=timezone.now())
    assert path.exists()
    before = (timezone.now() - datetime.timedelta(days=2)).timestamp()
    os.utime(path, (before, before))
    assert long_work.sweep(at=timezone.now()) == 1
    gone = client.get(address("written", taking, job.pk), follow=True).content.decode()
    assert "không còn được giữ" in gone


@pytest.mark.once
def test_another_library_sees_neither_the_work_nor_the_file(
    taking: Stocktaking, home: Person, sister_library: Person
) -> None:
    job = long_work.ask_for_lists(stocktaking=taking, actor=home.user, at=NOW)
    jobs.work_here()
    sister = Client()
    sister.force_login(sister_library.user)
    for page in (address("work", taking), address("written", taking, job.pk)):
        assert sister.get(page).status_code == 403
    assert sister.post(address("work", taking)).status_code == 403
