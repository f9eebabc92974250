"""A program of the tests: a hub's readers and notices, and one worker as a process of its own.

It is told what to do by lines: see `common/tests/orders.py`.
"""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from lienthu.catalogue.search.backend import get_backend  # noqa: E402
from lienthu.common.tests.orders import obey  # noqa: E402
from lienthu.federation.services.organisations import add_organisation  # noqa: E402
from lienthu.notices.services import gathering, queue, sending  # noqa: E402
from lienthu.notices.tests.builders import PICKUP, agree  # noqa: E402
from lienthu.patrons.tests.builders import patron  # noqa: E402


def prepare(readers: int) -> None:
    """A library with readers who agreed to email, each with two notices that are due."""
    get_backend().create()
    hour_ago = timezone.now() - timedelta(hours=1)
    library = add_organisation(code="OURS", name="Thư viện huyện", actor=None, at=hour_ago)
    for number in range(readers):
        reader = patron(library, f"Bạn đọc {number}", email=f"b{number}@example.vn")
        agree(reader)
        for title in ("Truyện Kiều", "Tắt đèn"):
            queue(
                kind="hold_ready", key=f"{number} {title}", patron=reader, library=library,
                facts={"title": title, **PICKUP}, actor=None, at=hour_ago,
            )  # fmt: skip


def send(minutes: int) -> dict[str, int]:
    """All there is is gathered and sent, by a clock that goes so far ahead; how many letters ended how."""
    ahead = timedelta(minutes=minutes)
    gathering.gather(at=timezone.now() + ahead)
    return dict(sending.send_due(clock=lambda: timezone.now() + ahead))


if __name__ == "__main__":
    obey(prepare=prepare, send=send)
