"""A program of the tests: a hub's readers and notices, and one worker as a process of its own.

    python -m lienthu.notices.tests.worker_process prepare READERS
    python -m lienthu.notices.tests.worker_process send SECONDS MINUTES

The first makes a library with readers who agreed to email, each with two notices that are due. The second gathers and
sends all there is, beginning when the clock says SECONDS and with a clock that goes MINUTES ahead, and prints how many
letters ended how, as JSON.
"""

import json
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from lienthu.catalogue.search.backend import get_backend  # noqa: E402
from lienthu.federation.services.organisations import add_organisation  # noqa: E402
from lienthu.notices.services import gathering, queue, sending  # noqa: E402
from lienthu.notices.tests.builders import PICKUP, agree  # noqa: E402
from lienthu.patrons.tests.builders import patron  # noqa: E402


def prepare(readers: int) -> None:
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


def send(begin: float, minutes: int) -> dict[str, int]:
    time.sleep(max(0.0, begin - time.time()))
    ahead = timedelta(minutes=minutes)
    gathering.gather(at=timezone.now() + ahead)
    return dict(sending.send_due(clock=lambda: timezone.now() + ahead))


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        print(json.dumps(send(float(sys.argv[2]), int(sys.argv[3]))))
