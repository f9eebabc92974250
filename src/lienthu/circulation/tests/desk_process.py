"""A program of the tests: one desk as a process of its own, on whatever database its environment names.

    python -m lienthu.circulation.tests.desk_process prepare COPIES
    python -m lienthu.circulation.tests.desk_process CARD SECONDS

The first makes a library, its copies and two patrons with the cards R1 and R2. The second lends every copy there is,
in order, to the patron with that card, beginning when the clock says SECONDS, and prints what it was told for each
copy as JSON: "" where it lent.
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
from lienthu.catalogue.tests.builders import KIEU, marc, write  # noqa: E402
from lienthu.circulation.errors import LoanRefused  # noqa: E402
from lienthu.circulation.models import Policy  # noqa: E402
from lienthu.circulation.services import loans  # noqa: E402
from lienthu.federation.models import Organisation  # noqa: E402
from lienthu.federation.services.organisations import add_organisation  # noqa: E402
from lienthu.patrons.queries import patron_by_card  # noqa: E402
from lienthu.patrons.tests.builders import patron  # noqa: E402


def prepare(copies: int) -> None:
    now = timezone.now()
    library = add_organisation(code="OURS", name="Thư viện huyện", actor=None, at=now)
    Policy.objects.create(organisation=library, max_loans=copies)
    with tempfile.TemporaryDirectory() as folder:
        record = marc("1", **KIEU, barcodes=tuple(f"B{number:03}" for number in range(copies)))
        imports.import_file(path=write(Path(folder), "a.mrc", record), library=library, actor=None, at=now, index=False)
    for card in ("R1", "R2"):
        patron(library, f"Người mượn {card}", card=card)
        User.objects.create(username=card, full_name=f"Thủ thư {card}")


def lend(card: str, begin: float) -> dict[str, str]:
    library = Organisation.objects.get(code="OURS")
    reader = patron_by_card(card, libraries=[library])
    assert reader is not None
    desk = {"library": library, "site": None, "actor": User.objects.get(username=card)}
    copies = list(Copy.objects.order_by("barcode"))
    time.sleep(max(0.0, begin - time.time()))
    told = {}
    for copy in copies:
        try:
            loans.check_out(copy=copy, patron=reader, at=timezone.now(), **desk)
            told[copy.barcode] = ""
        except LoanRefused as refusal:
            told[copy.barcode] = f"{refusal.code}: {refusal}"
    return told


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        print(json.dumps(lend(sys.argv[1], float(sys.argv[2]))))
