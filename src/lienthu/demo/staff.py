"""Invented staff of the demonstration, one for each role."""

from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.accounts import services
from lienthu.accounts.models import Role, User
from lienthu.federation.models import Organisation


class Person(NamedTuple):
    username: str
    full_name: str
    kind: Role.Kind
    organisation: str | None
    role: str | Promise
    # The demonstration serves this machine alone and holds nothing of anybody's, so the password is one for all.
    password: str = "thu-vien-mo"  # noqa: S105


STAFF = (
    Person("can-bo", "Cán Bộ Biên Mục (trình diễn)", Role.Kind.CATALOGUER, "CT", _("cataloguer, Cần Thơ city library")),
    Person(
        "thu-thu", "Thủ Thư (trình diễn)", Role.Kind.CIRCULATION, "AG", _("librarian at the desk, An Giang library")
    ),
    Person(
        "lai-xe",
        "Tổ Xe Lưu Động (trình diễn)",
        Role.Kind.MOBILE_CREW,
        "AG",
        _("crew of the mobile library, An Giang library"),
    ),
    Person("giam-doc", "Giám Đốc (trình diễn)", Role.Kind.DIRECTOR, "AG", _("director, An Giang provincial library")),
    Person(
        "luan-chuyen",
        "Cán Bộ Luân Chuyển (trình diễn)",
        Role.Kind.ROTATION,
        "AG",
        _("rotation officer, An Giang provincial library"),
    ),
    Person(
        "chu-tich",
        "Nguyễn Văn Khởi (trình diễn)",
        Role.Kind.DIRECTOR,
        "CM",
        _("chair of the federation, director, Cà Mau provincial library"),
    ),
    Person("thu-ky", "Thư Ký Liên Hiệp (trình diễn)", Role.Kind.SECRETARY, None, _("federation secretary")),
    Person("quan-tri", "Quản Trị Hệ Thống (trình diễn)", Role.Kind.SYSTEM, None, _("system administrator")),
)


def build(*, at: datetime) -> None:
    """Make those who are not there yet."""
    for person in STAFF:
        if User.objects.filter(username=person.username).exists():
            continue
        services.create_staff(
            username=person.username,
            full_name=person.full_name,
            password=person.password,
            kind=person.kind,
            organisation=Organisation.objects.get(code=person.organisation) if person.organisation else None,
            actor=None,
            at=at,
        )
