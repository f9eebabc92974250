"""A program of the tests: one desk as a process of its own, at which a reader waits for every title there is.

    python -m lienthu.circulation.tests.hold_process prepare TITLES
    python -m lienthu.circulation.tests.hold_process CARD SECONDS

The first makes a library, titles of one copy each and two patrons with the cards R1 and R2. The second, beginning when
the clock says SECONDS, places a hold of that patron on each title and then scans its copy, and prints for each title
whether the hold was given the copy at once, and what the scan was told: "" where it put the copy on the hold shelf.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from lienthu.accounts.models import User  # noqa: E402
from lienthu.catalogue.models import Copy  # noqa: E402
from lienthu.catalogue.services import imports  # noqa: E402
from lienthu.catalogue.tests.builders import marc, write  # noqa: E402
from lienthu.circulation.errors import ReturnRefused  # noqa: E402
from lienthu.circulation.models import Policy  # noqa: E402
from lienthu.circulation.services import holds, loans  # noqa: E402
from lienthu.federation.models import Organisation  # noqa: E402
from lienthu.federation.services.organisations import add_organisation  # noqa: E402
from lienthu.patrons.queries import patron_by_card  # noqa: E402
from lienthu.patrons.tests.builders import patron  # noqa: E402


def prepare(titles: int) -> None:
    now = timezone.now()
    library = add_organisation(code="OURS", name="Thư viện huyện", actor=None, at=now)
    Policy.objects.create(organisation=library, hold_limit=titles)
    records = b"".join(
        marc(str(number), title=f"Sách số {number} của tủ", author=f"Tác giả {number}", barcodes=(f"B{number:03}",))
        for number in range(titles)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), "a.mrc", records)
        imports.import_file(path=path, library=library, actor=None, at=now, index=False)
    for card in ("R1", "R2"):
        made = patron(library, f"Người chờ {card}", card=card)
        type(made).objects.update(expires_on=timezone.localdate())
        User.objects.create(username=card, full_name=f"Thủ thư {card}")


def wait_for_all(card: str, begin: float) -> dict[str, tuple[bool, str]]:
    library = Organisation.objects.get(code="OURS")
    reader = patron_by_card(card, libraries=[library])
    assert reader is not None
    actor = User.objects.get(username=card)
    copies = list(Copy.objects.select_related("record").order_by("barcode"))
    time.sleep(max(0.0, begin - time.time()))
    told = {}
    for copy in copies:
        asked = holds.Asked(patron=reader, title=copy.record.title_id, library=library)
        served = holds.place(asked=asked, actor=actor, at=timezone.now()).copy_id is not None
        try:
            loans.check_in(copy=copy, library=library, site=None, actor=actor, at=timezone.now())
            told[copy.barcode] = served, ""
        except ReturnRefused as refusal:
            told[copy.barcode] = served, f"{refusal.code}: {refusal}"
    return told


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        print(json.dumps(wait_for_all(sys.argv[1], float(sys.argv[2]))))
