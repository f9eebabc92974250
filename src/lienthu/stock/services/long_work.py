"""What takes a stocktaking of many copies longer than a page may: closing it, and writing its lists. Jobs do it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.stock.errors import StocktakingRefused
from lienthu.stock.models import Stocktaking
from lienthu.stock.queries.stocktakings import last_closing, under_way
from lienthu.stock.services import minutes as papers
from lienthu.stock.services import stocktakings
from lienthu.stock.services.stocktakings import Minutes

CLOSE_JOB, LISTS_JOB = "stock.close", "stock.lists"
KEPT_FOR = timedelta(days=1)  # a file of lists; it can be written again


def ask_to_close(*, stocktaking: Stocktaking, minutes: Minutes, actor: User, at: datetime) -> Job:
    """Have the stocktaking closed. Raises StocktakingRefused when it is closed, or being closed."""
    if not stocktaking.is_open:
        raise StocktakingRefused("closed", _("This stocktaking is closed already."))
    if under_way(stocktaking, CLOSE_JOB):
        raise StocktakingRefused("closing", _("This stocktaking is being closed already."))
    said = {
        "held_on": minutes.held_on.isoformat(), "number": minutes.number, "place": minutes.place,
        "commission": [list(member) for member in minutes.commission], "remarks": minutes.remarks,
    }  # fmt: skip
    return jobs.enqueue(CLOSE_JOB, {"stocktaking": stocktaking.pk, "minutes": said}, actor=actor, at=at)


def close(job: Job) -> None:
    """Close it, once: after a crash between the closing and its being noted there is nothing left to do."""
    taking = Stocktaking.objects.get(pk=job.arguments["stocktaking"])
    closing = last_closing(taking)
    if closing is not None and closing.at == job.asked_at and closing.actor_id == job.asked_by_id:
        return
    said = job.arguments["minutes"]
    minutes = Minutes(
        held_on=date.fromisoformat(said["held_on"]), number=said["number"], place=said["place"],
        commission=[(name, position, part) for name, position, part in said["commission"]], remarks=said["remarks"],
    )  # fmt: skip
    stocktakings.close(stocktaking=taking, minutes=minutes, actor=job.asked_by, at=job.asked_at)


def ask_for_lists(*, stocktaking: Stocktaking, actor: User, at: datetime) -> Job:
    """Have the lists written as one file, in the language of the person; the one under way if there is one."""
    asked = under_way(stocktaking, LISTS_JOB)
    arguments = {"stocktaking": stocktaking.pk, "language": get_language()}
    return asked or jobs.enqueue(LISTS_JOB, arguments, actor=actor, at=at)


def write_lists(job: Job, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write the file; `progress` hears of rows done and rows altogether."""
    taking = Stocktaking.objects.get(pk=job.arguments["stocktaking"])
    with override(job.arguments["language"]):
        content = papers.lists(taking, progress=progress)
    path = file_of(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(path)
    return {"bytes": len(content)}


def file_of(job: Job) -> Path:
    """Where the file of a job is, or will be, or was until it was swept away."""
    return Path(settings.UPLOADS) / "lists" / f"stocktaking-{job.pk}.xlsx"


def sweep(*, at: datetime) -> int:
    """Delete the files that are older than KEPT_FOR; returns how many."""
    folder = Path(settings.UPLOADS) / "lists"
    old = [path for path in folder.glob("stocktaking-*") if path.stat().st_mtime < (at - KEPT_FOR).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
