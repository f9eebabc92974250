"""The pages of gifts and exchanges: what a member of staff does there, and what is theirs alone."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role
from lienthu.catalogue.models import Copy
from lienthu.sharing.models import Choice, Gift, Round

from .builders import federation, shelf

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = "05/01/2026"


def signed_in(person: Person) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="vi")
    client.force_login(person.user)
    return client


def address(name: str, *numbers: int) -> str:
    return reverse(f"sharing:{name}", args=numbers)


def table() -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (("STT", "Nhan đề", "Tác giả", "Số bản"), (1, "Nhật ký trong tù", "Hồ Chí Minh", 540), (2, "", "", 3)):
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("co-con.xlsx", stream.getvalue())


def test_a_gift_goes_from_the_first_page_to_the_recipient_s_thanks(
    giver: Person, island: Person, sister_library: Person, tmp_path: Path
) -> None:
    shelf(tmp_path, giver, kieu=2)
    shelf(tmp_path, island, kieu=1)
    client = signed_in(giver)
    said = {"recipient": "CONCO", "on": DAY, "occasion": "Sách cho đảo Cồn Cỏ"}
    assert client.post(address("gift_new"), {**said, "recipient": ""}).context["form"].errors
    client.post(address("gift_new"), said)
    gift = Gift.objects.get()
    page = client.post(address("gift_add", gift.pk), {"text": "QT.kieu1\nQT.khong-co", "file": table()})
    assert "QT.khong-co" in page.content.decode()
    assert "đã có 1" in page.content.decode()
    assert gift.lines.count() == 2
    assert "Sách cho đảo" not in signed_in(island).get(address("gifts")).content.decode()  # not before it is given
    wrong = client.post(address("gift_hand_over", gift.pk), {"on": "31/02/2026", "number": ""})
    assert set(wrong.context["form"].errors) == {"on", "number"}
    client.post(address("gift_hand_over", gift.pk), {"on": DAY, "number": "25/QĐ-TVT"})
    assert Copy.objects.get(barcode="QT.kieu1").owner == island.library
    there = signed_in(island)
    page = there.get(address("gift", gift.pk)).content.decode()
    gift.refresh_from_db()
    assert gift.receipt is not None
    assert reverse("stock:acquisition", args=[gift.receipt.pk]) in page
    assert there.get(reverse("stock:letter", args=[gift.receipt.pk])).status_code == 200
    assert there.post(reverse("sharing:gift_act", args=[gift.pk, "undo"])).status_code == 404
    assert signed_in(sister_library).get(address("gift", gift.pk)).status_code == 404
    minutes = docx.Document(io.BytesIO(client.get(address("gift_minutes", gift.pk)).content))
    words = "\n".join(each.text for each in minutes.paragraphs)
    assert "Bên nhận:" in words
    assert f"{sum(gift.lines.values_list('quantity', flat=True))} bản." in words
    listed = openpyxl.load_workbook(io.BytesIO(client.get(address("gift_table", gift.pk)).content)).worksheets[0]
    assert [row[2] for row in listed.iter_rows(min_row=2, values_only=True)] == ["Truyện Kiều", "Nhật ký trong tù"]
    client.post(reverse("sharing:gift_act", args=[gift.pk, "undo"]), {"reason": "Nhầm danh sách"})
    assert Copy.objects.get(barcode="QT.kieu1").owner == giver.library


def test_a_round_goes_from_its_offers_to_the_balance_sheet(
    giver: Person, island: Person, person: Callable[..., Person], tmp_path: Path
) -> None:
    hue = person("HUE", "Thư viện Tổng hợp Huế", kind="director")
    shelf(tmp_path, giver, quang_tri=2)
    shelf(tmp_path, hue, hue=1)
    group = federation(giver, hue, island)
    lead, member, isle = signed_in(giver), signed_in(hue), signed_in(island)
    assert lead.get(address("round_new")).status_code == 404
    Role.objects.create(user=giver.user, kind=Role.Kind.SECRETARY, organisation=None)
    lead.post(reverse("accounts:working"), {"library": giver.library.code})
    made = lead.post(address("round_new"), {"federation": group.pk, "name": "Đợt 1/2026", "until": ""})
    assert made.status_code == 302, made.content.decode()[:2000]
    held = Round.objects.get()
    page = lead.post(address("round_offer", held.pk), {"text": "QT.quang_tri1\nQT.quang_tri2\nSách lạ;;1"})
    assert "Sách lạ" in page.content.decode()
    member.post(address("round_offer", held.pk), {"text": "Cố đô Huế;Thái Văn Kiểm;1"})
    title = held.offers.get(library=giver.library).title_id
    isle.post(address("round_ask", held.pk), {"title": title})
    assert held.wishes.get().library == island.library
    assert member.post(reverse("sharing:round_act", args=[held.pk, "propose"])).status_code == 404
    lead.post(reverse("sharing:round_act", args=[held.pk, "propose"]))
    page = lead.get(address("round", held.pk)).content.decode()
    assert "Đáp ứng 1/1 đề nghị" in page
    choice = Choice.objects.filter(recipient=island.library, offer__title=title).get()
    lead.post(
        address("round_decide", held.pk), {"offer": choice.offer_id, "recipient": choice.recipient_id, "goes": "no"}
    )
    assert "theo quyết định của cán bộ" in lead.get(address("round", held.pk)).content.decode()
    lead.post(address("round_confirm", held.pk), {"number": "08/BB-LH", "on": DAY})
    shipment = Gift.objects.filter(library=giver.library).get()
    lead.post(reverse("sharing:gift_act", args=[shipment.pk, "send"]))
    line = shipment.lines.get()
    member.post(address("gift_receive", shipment.pk), {"on": DAY, "document": "08/BB-LH", "arrived": [line.pk]})
    line.refresh_from_db()
    assert line.copy is not None
    assert line.copy.owner == hue.library
    book = openpyxl.load_workbook(io.BytesIO(isle.get(address("round_balance", held.pk)).content))
    assert [sheet.title for sheet in book.worksheets] == ["Theo phương án", "Đã đến nơi"]
    assert "Đã đến nơi: số bản" in isle.get(address("round", held.pk)).content.decode()
    assert isle.get(address("rounds")).status_code == 200
