import re
import struct
import zlib

import pytest
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import User
from lienthu.common.tests.builders import photograph, says_nothing
from lienthu.ledger.models import DailySum
from lienthu.patrons.models import Consent, Patron
from lienthu.patrons.tests import builders
from lienthu.patrons.urls import urlpatterns

pytestmark = pytest.mark.once


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="lienthu.accounts.permissions.RoleBackend")
    return client


def png(width: int = 3, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture
def at_desk(desk):
    builders.category(desk.library)
    builders.category(desk.library, "child")
    return signed_in(desk.user)


def addresses(number: int) -> list[str]:
    """Every staff address of the room, with this number wherever one is asked for."""
    found = []
    for pattern in urlpatterns:
        words = {"number": number, "verb": "renew"}
        needed = {name: words[name] for name in pattern.pattern.converters}
        found.append(reverse(f"patrons:{pattern.name}", kwargs=needed))
    return found


def test_a_sister_library_sees_nothing_of_our_patrons(desk, sister_desk) -> None:
    patron = builders.patron(desk.library, "Lý Thường Kiệt", card="OURS-1")
    client = signed_in(sister_desk.user)
    for address in addresses(patron.pk):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (200, 302, 403, 404, 405, 422), address
            assert "Thường Kiệt" not in answer.content.decode(errors="replace"), address
            if f"/{patron.pk}/" in address:
                assert answer.status_code in (403, 404, 405), address
    for text in ("OURS-1", "ly thuong kiet", patron.number):
        assert "Thường Kiệt" not in client.get(reverse("patrons:search"), {"q": text}).content.decode()


def test_a_cataloguer_sees_no_patrons(our_library) -> None:
    assert signed_in(our_library.user).get(reverse("patrons:search")).status_code == 403


def test_a_scanned_card_opens_its_page_and_a_name_a_list(at_desk, desk) -> None:
    patron = builders.patron(desk.library, "Nguyễn Thị Định", card="TV9")
    answer = at_desk.get(reverse("patrons:search"), {"q": "tv9"})
    assert answer["Location"] == reverse("patrons:patron", args=[patron.pk])
    live = at_desk.get(reverse("patrons:search"), {"q": "dinh thi"}, headers={"HX-Request": "true"})
    assert "Nguyễn Thị Định" in live.content.decode()
    assert "<html" not in live.content.decode()


def form(desk, **changed: object) -> dict[str, object]:
    facts = {
        "full_name": "Đoàn Giỏi",
        "birth_date": "17/05/1985",
        "category": builders.category(desk.library).pk,
        "self_agrees": ["card"],
        "issue_card": "on",
    }
    return {**facts, **changed}


def test_an_adult_is_registered_with_a_card_in_one_form(at_desk, desk) -> None:
    answer = at_desk.post(reverse("patrons:register"), form(desk), follow=True)
    patron = Patron.objects.get()
    assert patron.full_name in answer.content.decode()
    assert [card.code for card in patron.cards.all()] == [patron.number]
    assert [each.purpose for each in patron.consents.all()] == ["card"]
    assert DailySum.objects.get().quantity == 1


def test_a_child_without_a_guardians_consent_is_told_at_the_field_and_nothing_is_kept(at_desk, desk) -> None:
    facts = form(desk, birth_date="1/1/2016", category=builders.category(desk.library, "child").pk, self_agrees=[])
    answer = at_desk.post(reverse("patrons:register"), {**facts, "guardian_name": "Lê Thị Riêng"})
    assert "guardian_agrees" in answer.context["form"].errors
    assert not Patron.objects.exists()
    at_desk.post(
        reverse("patrons:register"),
        {**facts, "guardian_name": "Lê Thị Riêng", "guardian_kind": "mother", "guardian_agrees": ["card"]},
    )
    child = Patron.objects.get()
    assert child.guardian_consented
    assert child.consents.get().giver == Consent.Giver.GUARDIAN


def test_a_taken_card_code_leaves_no_half_registered_patron(at_desk, desk) -> None:
    builders.patron(desk.library, card="X1")
    answer = at_desk.post(reverse("patrons:register"), form(desk, card="x1"))
    assert "card" in answer.context["form"].errors
    assert Patron.objects.count() == 1


def test_a_double_is_warned_of_and_registered_only_when_it_is_another_person(at_desk, desk) -> None:
    at_desk.post(reverse("patrons:register"), form(desk))
    hint = at_desk.get(reverse("patrons:doubles"), {"full_name": "doan gioi", "birth_date": "17/5/1985"})
    assert "Đoàn Giỏi" in hint.content.decode()
    assert "Đoàn Giỏi" not in at_desk.get(reverse("patrons:doubles"), {"full_name": "doan gi"}).content.decode()
    at_desk.post(reverse("patrons:register"), form(desk))
    assert Patron.objects.count() == 1
    at_desk.post(reverse("patrons:register"), form(desk, not_a_duplicate="on"))
    assert Patron.objects.count() == 2


def test_each_small_change_is_done_and_stands_in_the_history(at_desk, desk) -> None:
    patron = builders.patron(desk.library, card="X1")
    builders.patron(desk.library, "Bùi Thị Xuân", card="X2")

    def do(verb: str, **data: object) -> None:
        answer = at_desk.post(reverse("patrons:change", args=[patron.pk, verb]), data)
        assert answer.status_code == 302, (verb, answer.content.decode())

    do("renew")
    do("block", kind="rules", text="xé trang")
    do("lift", block=patron.blocks.get().pk)
    do("message", audience="staff", text="Trả lại thẻ xe")
    do("message-done", message=patron.messages.get().pk)
    do("relate", kind="spouse", relative="x2")
    do("unrelate", relation=patron.relations.get().pk)
    do("consent", purpose="history", giver="self", granted="yes")
    do("lost", card=patron.cards.get().pk)
    do("card", code="X9")
    patron.refresh_from_db()
    assert (patron.open_blocks, patron.history_opt_in) == (0, True)
    page = at_desk.get(reverse("patrons:patron", args=[patron.pk])).content.decode()
    assert "X9" in page
    assert page.count("<tr>") >= 11


def test_what_is_refused_is_said_on_the_page(at_desk, desk) -> None:
    patron = builders.patron(desk.library)
    answer = at_desk.post(reverse("patrons:change", args=[patron.pk, "relate"]), {"kind": "spouse", "relative": "NO-1"})
    assert answer.status_code == 422
    assert answer.context["relation_form"].errors["relative"]
    answer = at_desk.post(reverse("patrons:change", args=[patron.pk, "block"]), {"kind": "rules", "until": "1/1/2020"})
    assert answer.context["block_form"].errors["until"]


def test_a_photo_is_a_picture_and_only_staff_who_may_read_the_patron_see_it(at_desk, desk, sister_desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    patron = builders.patron(desk.library)
    put = reverse("patrons:change", args=[patron.pk, "portrait"])
    refused = at_desk.post(put, {"photo": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")})
    assert refused.context["photo_form"].errors["photo"]
    at_desk.post(put, {"photo": SimpleUploadedFile("a.jpg", photograph())})
    address = reverse("patrons:photo", args=[patron.pk])
    answer = at_desk.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert says_nothing(b"".join(answer.streaming_content))
    assert signed_in(sister_desk.user).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    at_desk.post(put, {"remove": "yes"})
    assert at_desk.get(address).status_code == 404


def test_details_are_edited_with_days_written_as_here(at_desk, desk) -> None:
    patron = builders.patron(desk.library, "Trần Văn Hai")
    address = reverse("patrons:edit", args=[patron.pk])
    assert "08/03/1990" in at_desk.get(address).content.decode()
    facts = {"full_name": "Trần Văn Ba", "birth_date": "9-3-1990", "category": patron.category_id}
    assert at_desk.post(address, facts).status_code == 302
    patron.refresh_from_db()
    assert (patron.full_name, str(patron.birth_date)) == ("Trần Văn Ba", "1990-03-09")


def test_categories_are_set_by_whoever_is_in_charge(director, at_desk) -> None:
    address = reverse("patrons:categories")
    client = signed_in(director.user)
    facts = {"code": "adult", "name": "Người lớn", "band": "adult", "card_months": 24}
    assert client.post(address, facts).status_code == 302
    client.post(address, {**facts, "name": "Bạn đọc lớn tuổi"})
    page = client.get(address).content.decode()
    assert "Bạn đọc lớn tuổi" in page
    assert re.search(r"24\s", page)
    at_desk.post(address, {**facts, "code": "nobody"})
    assert "nobody" not in at_desk.get(address).content.decode()


def test_cards_are_printed_with_photo_barcode_and_qr(at_desk, desk) -> None:
    patron = builders.patron(desk.library, "Nguyễn Thị Minh Khai")
    at_desk.post(reverse("patrons:change", args=[patron.pk, "portrait"]), {"photo": _file()})
    builders.child(desk.library)
    assert at_desk.get(reverse("patrons:print")).context["count"] == 2
    answer = at_desk.post(reverse("patrons:print"))
    assert answer.content.startswith(b"%PDF-")
    assert at_desk.get(reverse("patrons:print")).context["count"] == 0
    assert at_desk.get(reverse("patrons:print"), {"patron": patron.pk}).content.startswith(b"%PDF-")


def _file() -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.png", png(180, 230))
