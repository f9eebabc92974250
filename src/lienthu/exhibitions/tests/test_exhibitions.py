"""An exhibition from the plan to the ledger: books scanned and searched, panels, visitors, the public page."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lienthu.circulation.tests.builders import stock
from lienthu.exhibitions import checks, services
from lienthu.exhibitions.errors import ExhibitionRefused
from lienthu.exhibitions.models import Exhibition, Panel
from lienthu.ledger.models import Kind
from lienthu.ledger.queries import total

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 1, 3)
YEAR = {"since": datetime.date(2026, 1, 1), "until": datetime.date(2027, 1, 1)}


@pytest.fixture
def host(person: Callable[..., Person]) -> Person:
    return person("OURS", "Thư viện tỉnh Lạng Sơn", kind="director")


def exhibition(host: Person, **facts: Any) -> Exhibition:
    words = {
        "name": "Mừng Đảng, mừng Xuân", "opens_on": DAY, "closes_on": DAY + datetime.timedelta(days=30),
        "is_public": True, **facts,
    }  # fmt: skip
    return services.keep(library=host.library, facts=words, actor=host.user, at=NOW)


def test_a_held_exhibition_counts_once_and_is_taken_back_by_a_counter_entry(host: Person) -> None:
    row = exhibition(host)
    with pytest.raises(ExhibitionRefused) as refusal:
        services.hold(exhibition=exhibition(host, opens_on=DAY.replace(month=12)
            , closes_on=DAY.replace(month=12)), actor=None, at=NOW)  # fmt: skip
    assert refusal.value.code == "not_yet"
    services.hold(exhibition=row, actor=host.user, at=NOW)
    assert total([Kind.EXHIBITION], **YEAR, hosts=[host.library.pk]) == 1
    assert list(checks.problems()) == []
    services.undo_hold(exhibition=row, reason="Nhầm", actor=host.user, at=NOW)
    assert total([Kind.EXHIBITION], **YEAR) == 0
    assert list(checks.problems()) == []


@pytest.mark.once
def test_an_exhibition_is_arranged_on_pages_and_seen_by_the_public(host: Person, tmp_path: Path) -> None:
    (copy,) = stock(tmp_path, host, "B001")
    row = exhibition(host)
    client, public = Client(), Client()
    client.force_login(host.user)
    page = f"/staff/exhibitions/{row.pk}/"
    wrong = client.post(page, {"code": "X9", "note": "hay"})
    assert (wrong.status_code, wrong.context["form"]["note"].value()) == (422, "hay")
    assert client.post(page, {"code": "B001", "note": "Sách mới"}).status_code == 302
    assert client.post(page, {"code": "B001"}).status_code == 422  # it is on the list
    client.post(f"{page}titles/", {"title": str(copy.record.title_id)})
    assert row.books.count() == 2
    stream = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(stream, "PNG")
    board = {"title": "Lời giới thiệu", "text": "Chào xuân", "caption": "Góc trưng bày"}
    client.post(f"{page}panels/new/", {**board, "picture": SimpleUploadedFile("a.png", stream.getvalue())})
    bad = SimpleUploadedFile("a.png", b"<svg/>")
    assert client.post(f"{page}panels/new/", {**board, "picture": bad}).status_code == 422
    client.post(f"{page}panels/new/", {"title": "Tranh dân gian"})
    first, second = Panel.objects.all()
    client.post(f"/staff/exhibitions/panels/{second.pk}/up/")
    assert [each.title for each in Panel.objects.all()] == ["Tranh dân gian", "Lời giới thiệu"]
    Exhibition.objects.update(closes_on=datetime.date(2099, 1, 1))
    client.post(f"{page}counts/", {"on": "4/1/2026", "visitors": "120"})
    assert row.counts.get().visitors == 120
    client.post(f"{page}held/")
    assert client.get(f"{page}books.pdf").content.startswith(b"%PDF")
    seen = public.get(f"/trung-bay/{row.pk}/").content.decode()
    assert "Góc trưng bày" in seen
    assert f"/t/{copy.record.title_id}" in seen
    assert public.get(f"/trung-bay/anh/{first.pk}/").status_code == 200
    Exhibition.objects.update(is_public=False)
    assert public.get(f"/trung-bay/anh/{first.pk}/").status_code == 404
    for address in ("/staff/exhibitions/", page, f"{page}change/", f"/staff/exhibitions/panels/{first.pk}/"):
        assert client.get(address).status_code == 200
