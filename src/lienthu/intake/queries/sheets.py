"""Tables to download: the empty one of a kind with an example, and the rows that were kept, to be corrected."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from lienthu.common.workbooks import Sheet, workbook
from lienthu.intake import columns
from lienthu.intake.models import Intake, IntakeRow, Kind

# Heading, width, example, what to write; in Vietnamese, as the tables are.
_TABLES: Mapping[str, tuple[str, tuple[tuple[str, int, str, str], ...]]] = {
    Kind.PATRONS: (
        "Bạn đọc",
        (
            ("Số thẻ", 14, "VÍ DỤ – TV0001", "Số hoặc mã vạch thẻ cũ. Chưa có thì để trống: chương trình cấp số."),
            ("Họ và tên", 28, "Nguyễn Thị Hoa", "Bắt buộc. Có thể tách thành hai cột Họ và Tên."),
            ("Ngày sinh", 14, "12/03/1988", "Ngày/tháng/năm; chỉ biết năm thì ghi năm."),
            ("Giới tính", 11, "Nữ", "Nam hoặc Nữ; có thể để trống."),
            ("Loại bạn đọc", 16, "Người lớn", "Như tên loại trong chương trình; tên khác thì chọn khi xem trước."),
            ("Địa chỉ", 34, "Ấp Bình Lợi, xã An Thạnh", ""),
            ("Điện thoại", 16, "0912345678", ""),
            ("Email", 24, "hoa@example.vn", ""),
            ("Trường", 24, "", "Chỉ với học sinh."),
            ("Lớp", 10, "", "Bắt đầu bằng khối: 6A1."),
            ("Ngày cấp", 14, "15/09/2023", "Ngày cấp thẻ."),
            ("Hạn thẻ", 14, "31/12/2026", "Ngày cuối cùng thẻ còn giá trị. Để trống: tính theo loại bạn đọc."),
            ("Người giám hộ", 28, "", "Với trẻ dưới 16 tuổi."),
            ("Điện thoại phụ huynh", 20, "", ""),
            ("Phụ huynh đồng ý", 18, "", "Ghi x nếu đã có chữ ký. Để trống: quầy sẽ hỏi khi trẻ mượn lần đầu."),
            ("Bạn đọc đồng ý", 18, "x", "Ghi x nếu người lớn đã ký cho thư viện lưu thông tin, hoặc: không đồng ý."),
            ("Ghi chú", 24, "", ""),
        ),
    ),
    Kind.COPIES: (
        "Bản sách",
        (
            ("Số ĐKCB", 16, "VÍ DỤ – VL.000101", "Số đăng ký cá biệt. Cần số này hoặc mã vạch."),
            ("Mã vạch", 16, "893100101", "Nếu khác số ĐKCB."),
            ("ISBN", 18, "9786042188210", "Để tìm biểu ghi của sách; hoặc số biểu ghi; hoặc nhan đề và tác giả."),
            ("Số biểu ghi", 14, "", "Số kiểm soát (001) của biểu ghi trong mục lục của thư viện."),
            ("Nhan đề", 36, "Đất rừng phương Nam", ""),
            ("Tác giả", 22, "Đoàn Giỏi", ""),
            ("Năm XB", 10, "2020", ""),
            ("Ký hiệu xếp giá", 20, "895.92234 Đ124R", ""),
            ("Kho", 18, "Kho mượn", "Tên điểm phục vụ hoặc kho; tên khác thì chọn khi xem trước."),
            ("Giá tiền", 12, "85000", "Đồng."),
            ("Ngày vào sổ", 14, "02/09/2019", "Ngày ghi vào sổ đăng ký cá biệt."),
            ("Tình trạng", 14, "sẵn sàng", "sẵn sàng, đang mượn, hỏng, mất, thanh lý."),
            ("Ghi chú", 24, "", ""),
        ),
    ),
    Kind.LOANS: (
        "Lượt đang mượn",
        (
            ("Số thẻ", 18, "VÍ DỤ – TV0001", "Bắt buộc. Thẻ của bạn đọc đã có trong chương trình."),
            ("Mã vạch", 18, "893100101", "Bắt buộc. Mã vạch hoặc số ĐKCB của bản sách đã có trong chương trình."),
            ("Ngày mượn", 14, "20/12/2025", "Bắt buộc."),
            ("Hạn trả", 14, "03/01/2026", "Để trống: tính theo quy định của thư viện."),
            ("Số lần gia hạn", 16, "0", ""),
        ),
    ),
    Kind.HOLDS: (
        "Đặt mượn",
        (
            ("Số thẻ", 18, "VÍ DỤ – TV0001", "Bắt buộc. Thẻ của bạn đọc đã có trong chương trình."),
            ("Số biểu ghi", 18, "vn-002", "Số kiểm soát (001) của sách đang chờ; hoặc mã vạch của một bản."),
            ("Mã vạch", 18, "", "Mã vạch hoặc số ĐKCB của một bản bất kỳ; không cần khi đã có số biểu ghi."),
            ("Ngày đặt", 14, "20/12/2025", "Người đặt trước đứng trước trong hàng chờ. Để trống: hôm nay."),
            ("Cần đến ngày", 14, "", "Ngày cuối cùng còn cần. Để trống: không có hạn."),
            ("Nơi nhận", 24, "", "Tên điểm phục vụ. Để trống: tại thư viện."),
        ),
    ),
}  # fmt: skip
KINDS = tuple(_TABLES)


def empty_table(kind: str) -> bytes:
    """An XLSX table to fill in: headings, an example row that is passed over, and a sheet of notes."""
    name, fields = _TABLES[kind]
    example = [text for _heading, _width, text, _note in fields]
    notes = [(heading, note) for heading, _width, _text, note in fields if note]
    first = (
        "",
        "Dòng ví dụ được bỏ qua khi nhập; có thể xóa hoặc để nguyên. Có thể đổi thứ tự cột, bỏ cột không dùng.",
    )
    return workbook(
        [
            Sheet(name, [(heading, width) for heading, width, _text, _note in fields], [example]),
            Sheet("Hướng dẫn", [("Cột", 24), ("Cách ghi", 90)], [first, *notes]),
        ]
    )


def kept_rows(intake: Intake) -> bytes:
    """The rows that wait, as they came, each with its reasons and the mark by which its correction settles it."""
    rows = list(intake.rows.exclude(state=IntakeRow.State.SETTLED))
    headings = list(dict.fromkeys(heading for row in rows for heading in row.cells if heading != "+"))
    headings = [heading for heading in headings if intake.columns.get(heading) != columns.ORIGIN]
    body = [
        [
            *(row.cells.get(heading, "") for heading in headings),
            " ".join(reason["text"] for reason in row.reasons),
            f"{intake.pk}/{row.line}",
        ]
        for row in rows
    ]
    widths = [(heading, max(10, min(36, len(heading) + 6))) for heading in headings]
    last = [(_("What is wrong"), 60), (columns.ORIGIN_HEADING, 20)]
    return workbook([Sheet(str(_("To correct")), [*widths, *last], body)])
