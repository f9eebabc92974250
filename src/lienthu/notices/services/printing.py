"""Letters on paper: written when they are printed, marked as printed at once, and printed again when paper jams."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.notices.errors import LetterRefused
from lienthu.notices.models import Letter, Printing
from lienthu.notices.services import composing
from lienthu.notices.services.sending import end_untold

State = Letter.State
MOST: Final = 200  # letters in one go
ORDER: Final = ("patron__sort_key", "patron", "correspondent", "pk")


@transaction.atomic
def print_waiting(*, library: Organisation, actor: User | None, at: datetime) -> Printing | None:
    """Write the library's letters that wait for paper, at most 200, and mark them as printed; None if none is left.

    What was settled meanwhile is left out. Two people who press at once print different letters.
    """
    desk = composing.desk_of(at)
    rows = Letter.objects.filter(library=library, state=State.TO_PRINT).order_by(*ORDER)
    rows = rows.select_for_update(of=("self",), skip_locked=True)
    printing: Printing | None = None
    count = 0
    for letter in rows.select_related("library", "patron__category", "patron__library", "correspondent")[:MOST]:
        notices = composing.still_to_tell(letter, desk, at)
        if not notices:
            end_untold(letter, at=at)
            continue
        printing = printing or Printing.objects.create(library=library, at=at, actor=actor)
        composing.write(letter, notices, desk)
        letter.state, letter.ended_at, letter.printing = State.PRINTED, at, printing
        letter.attempts += 1
        letter.save()
        count += 1
    if printing is not None:
        after = {"letters": count}
        audit.record(actor=actor, at=at, action="notices.printed", thing=printing, before=None, after=after)
    return printing


@transaction.atomic
def print_again(*, printing: Printing, actor: User | None, at: datetime) -> list[Letter]:
    """The letters of a printing once more, with an entry in its history. Raises LetterRefused when none is kept."""
    letters = letters_of(printing)
    if not letters:
        message = _("The text of these letters is no longer kept, so they cannot be printed again.")
        raise LetterRefused("forgotten", message)
    after = {"letters": len(letters)}
    audit.record(actor=actor, at=at, action="notices.reprinted", thing=printing, before=None, after=after)
    return letters


def letters_of(printing: Printing) -> list[Letter]:
    """The letters that were printed together and whose text is kept still, in the order of the readers' names."""
    rows = printing.letters.exclude(patron=None, correspondent=None).exclude(body="")
    return list(rows.select_related("patron", "correspondent", "library").order_by(*ORDER))
