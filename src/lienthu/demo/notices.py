"""How two libraries of the demonstration sign their letters. The letters themselves come from what happens there."""

from datetime import datetime

from lienthu.demo.network import Member
from lienthu.notices.models import Terms
from lienthu.notices.services.terms import lay_down

WRITING = ("AG", "CT")  # the libraries whose staff sign in
SIGNATURE = "Phòng Bạn đọc"


def build(*, libraries: list[Member], at: datetime) -> None:
    """Safe to repeat."""
    for member in libraries:
        library = member.library
        if library.code in WRITING and not Terms.objects.filter(organisation=library).exists():
            lay_down(organisation=library, values={"signature": SIGNATURE}, actor=None, at=at)
