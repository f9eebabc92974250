"""Letters on paper, as a PDF: all of a reader's on one sheet, to be folded into a window envelope or cut apart."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from lienthu.common import printing
from lienthu.federation.models import Organisation
from lienthu.notices.models import Letter

LETTERS: Final = "letters"  # an A4 sheet for each reader, the address where a window envelope has its window
SLIPS: Final = "slips"  # as many readers on a sheet as fit, about three, with lines to cut along
LAYOUTS: Final = (LETTERS, SLIPS)


def sheets(letters: Sequence[Letter], *, library: Organisation, name: str, layout: str) -> bytes:
    """The letters, which stand in the order of their readers."""
    readers = []
    for _whose, group in groupby(letters, key=lambda letter: (letter.patron_id, letter.correspondent_id)):
        some = list(group)
        patron, addressee = some[0].patron, some[0].addressee
        readers.append(
            {
                "name": patron.full_name if patron else str(addressee or ""),
                "number": patron.number if patron else "",
                "address": some[0].to or _("(no address: to be handed over)"),
                "day": f"{some[0].ended_at:%d/%m/%Y}" if some[0].ended_at else "",
                "letters": [{"subject": letter.subject, "body": letter.body.split("\n")} for letter in some],
            }
        )
    data = {"library": name, "code": library.code, "layout": layout, "readers": readers}
    return printing.pdf("notices/letters", data)
