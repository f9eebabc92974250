"""Invented names of people, with family, middle and given names as common as they are in the Mekong Delta.

Shares of family names follow the commonest in Viet Nam (Nguyễn 38 %, Trần 11 % …), with the Khmer and Chinese ones of
the delta. Who is called so is nobody.
"""

import random
from typing import NamedTuple

_FAMILY = """
    Nguyễn 384 Trần 110 Lê 95 Phạm 71 Huỳnh 51 Phan 45 Võ 39 Đặng 21 Bùi 20 Đỗ 14 Hồ 13 Ngô 13 Dương 12 Lý 11 Trương 11
    Đinh 10 Lâm 10 Mai 8 Thạch 8 Sơn 6 Kim 6 Đoàn 7 Lưu 6 Cao 6 Châu 6 Tô 5 Hà 5 Trịnh 5 Tạ 4 Quách 4 Danh 4 Thái 4
    La 3 Tăng 3 Vương 3 Phùng 3 Kiều 2 Triệu 2 Ông 1 Tiêu 1 Từ 2 Nhan 1 Diệp 2 Chau 2 Đào 5 Lương 4
"""
_MIDDLE = {
    "male": "Văn 30 Hữu 10 Minh 10 Thanh 8 Quốc 7 Hoàng 7 Ngọc 4 Đức 4 Công 4 Thành 4 Tấn 3 Trọng 3 Gia 5 Nhật 3 "
    "Anh 2 "
    "Phước 3 Chí 2 Duy 4 Tuấn 2 Khánh 2 Bảo 3 Quang 3 Xuân 1 Thế 2 Đình 2",
    "female": "Thị 34 Ngọc 12 Thị·Ngọc 3 Thị·Mỹ 3 Thị·Kim 4 Kim 5 Mỹ 4 Thanh 5 Thu 3 Phương 4 Bảo 4 Minh 3 Thuỳ 3 "
    "Hồng 3 "
    "Bích 2 Cẩm 2 Diễm 2 Như 2 Quỳnh 2 Tuyết 1 Khánh 2 Gia 2 Huỳnh 2 Yến 1 Trúc 2",
}
_GIVEN = {
    "male": "Anh 3 An 2 Bảo 4 Bình 2 Cường 2 Danh 1 Duy 4 Dũng 2 Đạt 4 Đức 2 Đăng 3 Hải 2 Hào 2 Hậu 2 Hiếu 3 "
    "Hiển 1 Hoà 1 "
    "Hoàng 4 Huy 5 Hùng 2 Hưng 2 Khang 5 Khánh 2 Khoa 4 Khôi 3 Kiên 2 Kiệt 3 Lâm 2 Liêm 1 Linh 1 Lộc 3 Long 3 "
    "Lợi 1 Luân 1 "
    "Minh 4 Nam 2 Nghĩa 2 Nghị 1 Nguyên 2 Nhân 3 Nhựt 2 Phát 4 Phong 3 Phú 3 Phúc 4 Phương 1 Quân 3 Quang 1 Quý 1 "
    "Sang 2 "
    "Sơn 2 Tài 3 Tâm 1 Tân 2 Tấn 1 Thái 1 Thành 2 Thắng 2 Thiện 2 Thịnh 3 Thuận 2 Tiến 2 Toàn 2 Trí 2 Triết 1 "
    "Trung 2 "
    "Trường 2 Tú 1 Tuấn 2 Tùng 1 Vinh 2 Vĩ 1 Vũ 2 Út 1",
    "female": "Anh 5 Ánh 1 Ái 1 Bích 1 Châu 2 Chi 2 Cúc 1 Dung 2 Duyên 3 Diễm 1 Đào 1 Giang 2 Hà 2 Hạnh 2 Hân 5 "
    "Hằng 2 Hiền 2 "
    "Hoa 1 Hồng 2 Huệ 1 Huyền 2 Hương 2 Khánh 1 Kiều 1 Lan 2 Lê 1 Liên 1 Liễu 1 Linh 4 Loan 1 Ly 2 Mai 3 My 3 "
    "Mỹ 1 Nga 1 "
    "Ngân 5 Ngọc 4 Nguyên 1 Nguyệt 1 Nhi 5 Nhung 1 Như 5 Oanh 1 Phương 2 Phượng 1 Quyên 2 Quỳnh 2 Sương 1 Tâm 1 "
    "Thanh 1 "
    "Thảo 3 Thi 1 Thơ 1 Thoa 1 Thu 1 Thuý 1 Thuỷ 1 Thư 5 Thương 1 Tiên 3 Trang 3 Trâm 3 Trân 4 Trinh 3 Trúc 3 "
    "Tuyền 2 "
    "Tuyết 1 Tú 1 Uyên 2 Vân 2 Vy 5 Xuân 1 Xuyến 1 Ý 1 Yến 3",
}


class Name(NamedTuple):
    """A whole name as it is written, and the sex it is usual for."""

    full: str
    sex: str


def _weighed(text: str) -> tuple[list[str], list[int]]:
    pieces = text.split()
    return [name.replace("·", " ") for name in pieces[::2]], [int(weight) for weight in pieces[1::2]]


_FAMILIES = _weighed(_FAMILY)
_MIDDLES = {sex: _weighed(text) for sex, text in _MIDDLE.items()}
_GIVENS = {sex: _weighed(text) for sex, text in _GIVEN.items()}


def name(dice: random.Random, *, family: str = "", sex: str = "") -> Name:
    """A name; with the family name or the sex given, such a one."""
    sex = sex or dice.choice(("female", "male"))
    family = family or dice.choices(*_FAMILIES)[0]
    middle = "" if dice.random() < 0.05 else dice.choices(*_MIDDLES[sex])[0]
    given = dice.choices(*_GIVENS[sex])[0]
    return Name(" ".join(part for part in (family, middle, given) if part), sex)
