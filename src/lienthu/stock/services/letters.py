"""The letter of thanks for a gift, in the form of administrative documents (Nghị định 30/2020/NĐ-CP)."""

from datetime import date

from django.db import transaction

from lienthu.common.printing import docx
from lienthu.federation import queries as federation
from lienthu.lib.vietnamese import numbers
from lienthu.lib.vietnamese.lines import even_lines
from lienthu.stock.models import Acquisition


@transaction.atomic
def thank_you(*, gift: Acquisition, number: str, place: str, signed_by: str, position: str, on: date) -> bytes:
    """The letter as a Word file to be signed; the list has what was received, or all while nothing is booked yet."""
    from lienthu.common.administrative import HEAD, HEAD_BOLD  # here, because what writes documents is large

    names = federation.names([gift.library_id], on)
    parent = federation.parent_of(gift.library, on)
    above = federation.names([parent.pk], on)[parent.pk] if parent else ""
    lines = list(gift.lines.all())
    booked = [line for line in lines if line.received]
    rows = [
        {"rank": rank, "title": line.title, "author": line.author, "year": line.year, "count": count, "value": value}
        for rank, line in enumerate(booked or lines, 1)
        for count in [line.received or line.quantity]
        for value in [numbers.written(count * line.price) if line.price is not None else "–"]
    ]
    copies = sum(line.received or line.quantity for line in booked or lines)
    value = sum((line.received or line.quantity) * (line.price or 0) for line in booked or lines)
    return docx(
        "stock/thank_you",
        {
            "parent": "\n".join(even_lines(above.upper(), HEAD)),
            "library": "\n".join(even_lines(names[gift.library_id].upper(), HEAD_BOLD)),
            "library_name": names[gift.library_id],
            "number": number,
            "place": place,
            "day": f"ngày {on.day:02d} tháng {on.month if on.month > 2 else f'{on.month:02d}'} năm {on.year}",
            "donor": gift.partner.name,
            "address": gift.partner.address,
            "given_on": f"{gift.on:%d/%m/%Y}",
            "titles": len(rows),
            "copies": copies,
            "value": numbers.written(value) if value else "",
            "lines": rows,
            "signed_by": signed_by,
            "position": position.upper(),
        },
    )
