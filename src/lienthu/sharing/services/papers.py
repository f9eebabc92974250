"""The minutes of handing books over (biên bản giao nhận), as DOCX. The paper is Vietnamese, whatever the page is."""

from django.utils.formats import number_format
from django.utils.translation import override

from lienthu.rotation.services.minutes import place_of
from lienthu.sharing.models import Gift, GiftLine
from lienthu.stock.services.minutes import dated, full_name, name_above

UNNUMBERED = "     /BB"
HEADS = ("STT", "Số ĐKCB", "Nhan đề", "Tác giả", "Số bản")
WIDTHS = (12, 30, 72, 34, 16)
GONE = (GiftLine.State.LISTED, GiftLine.State.GIVEN, GiftLine.State.MISSING)


def handover_docx(gift: Gift) -> bytes:
    """For both to sign: whose books they were, by which decision, the list, titles and copies counted apart."""
    from lienthu.common.administrative import Paper  # here, because it brings Word's library along

    with override("vi"):
        giver, day = gift.library, gift.on
        recipient = full_name(gift.recipient, day) if gift.recipient else gift.recipient_name
        lines = list(gift.lines.filter(state__in=GONE).select_related("copy").order_by("pk"))
        paper = Paper(
            parent=name_above(giver, day), body=full_name(giver, day), number=f"Số: {UNNUMBERED}",
            place_and_day=dated(place_of(giver), day),
        )  # fmt: skip
        paper.title("Biên bản", "Giao nhận sách trao đổi" if gift.round_id else "Giao nhận sách tặng")
        for ground in _grounds(gift):
            paper.text(ground)
        paper.text(f"Hôm nay, ngày {day:%d/%m/%Y}, chúng tôi gồm:")
        for side, name in (("Bên giao", full_name(giver, day)), ("Bên nhận", recipient)):
            paper.heading(f"{side}: {name}")
            paper.text("Ông (bà): …………………………………… Chức vụ: ………………………")
        if gift.donor:
            paper.text(f"Sách do {gift.donor} tặng, chuyển qua bên giao.")
        paper.heading("Hai bên thống nhất giao, nhận số sách sau:")
        rows = [(n, _accession(each), each.title, each.author, each.quantity) for n, each in enumerate(lines, 1)]
        paper.table(HEADS, rows, WIDTHS, numeric=(0, 4))
        titles = len({(each.title, each.author) for each in lines})
        copies = sum(each.quantity for each in lines)
        paper.text(f"Tổng cộng: {number_format(titles)} tên sách, {number_format(copies)} bản.")
        if missing := sum(each.quantity for each in lines if each.state == GiftLine.State.MISSING):
            paper.text(f"Trong đó {number_format(missing)} bản bên nhận chưa nhận được, hai bên tiếp tục đối chiếu.")
        paper.text(
            "Kể từ khi ký biên bản, số sách trên thuộc quyền sở hữu của bên nhận. Bên giao ghi giảm, bên nhận ghi "
            "tăng vốn tài liệu theo quy định. Biên bản lập thành hai bản, mỗi bên giữ một bản."
        )
        paper.signatures([("Đại diện bên giao", []), ("Đại diện bên nhận", [])])
        return paper.saved()


def _grounds(gift: Gift) -> list[str]:
    found = []
    if gift.document:
        day = f" ngày {gift.document_on:%d/%m/%Y}" if gift.document_on else ""
        decided = "/QĐ" in gift.document.upper()
        kind = "Quyết định" if decided else "Văn bản"
        by = f" của {full_name(gift.library, gift.on)}" if decided and not gift.round_id else ""
        found.append(f"Căn cứ {kind} số {gift.document}{day}{by};")
    if gift.occasion:
        found.append(f"Nhân dịp: {gift.occasion}.")
    return found


def _accession(line: GiftLine) -> str:
    """The number that the copy has, or had in the giver's register; "" for a book that never was in it."""
    copy = line.left or line.copy
    return (copy.accession_number or str(copy)) if copy is not None else ""
