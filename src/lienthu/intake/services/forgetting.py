"""What the room keeps of persons, and how it lets go of it: when a reader's data are deleted, and by itself in time.

When two rows of a reader are merged nothing moves: a note is followed to whoever the reader was merged into.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.intake.models import Intake, IntakeRow, Kind, Taken
from lienthu.patrons.hooks import Table
from lienthu.patrons.models import Patron

KEPT_FOR = timedelta(days=30)  # a file that was never taken in; the cells of a row that is settled


def erase(*, patron: Patron, actor: User | None, at: datetime) -> None:
    """Forget what files said of the person; that they were here stays, so that no file brings them back."""
    Taken.objects.filter(kind=Kind.PATRONS, thing_id=patron.pk).update(facts={})
    IntakeRow.objects.filter(other=patron.pk).update(cells={}, other=None)


def tables(patron: Patron) -> list[Table]:
    """What the library's files said of the person."""
    rows = Taken.objects.filter(kind=Kind.PATRONS, thing_id=patron.pk).select_related("intake")
    found = [(each.intake.file_name, "; ".join(filter(None, map(str, each.facts.values())))) for each in rows]
    return [Table(_("From files of the library"), (_("File"), _("What it said")), found)] if found else []


def sweep(*, at: datetime) -> int:
    """Delete files that nobody took in, and the cells of rows that were settled long ago; how many files."""
    old = at - KEPT_FOR
    IntakeRow.objects.filter(state=IntakeRow.State.SETTLED, settled_at__lt=old).exclude(cells={}).update(cells={})
    swept = 0
    for intake in Intake.objects.exclude(path="").filter(at__lt=old):
        if intake.state != Intake.State.RUNNING:
            drop_file(intake)
            swept += 1
    for intake in Intake.objects.filter(state=Intake.State.WAITING, path="", job=None, at__lt=old):
        intake.delete()
    return swept


@transaction.atomic
def drop_file(intake: Intake) -> None:
    """Delete the uploaded file; what came of it stays."""
    if intake.path:
        path = Path(settings.UPLOADS) / intake.path
        Intake.objects.filter(pk=intake.pk).update(path="")
        intake.path = ""
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
