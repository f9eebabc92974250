"""One answer at the desk: who works where, whom they serve, and what the page sent."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Loan
from lienthu.circulation.services.desk_log import Desk
from lienthu.patrons.models import Patron


@dataclass
class Session:
    """One answer at the desk: who works where, whom they serve, and what is asked."""

    request: HttpRequest
    desk: Desk
    libraries: list[int]
    mode: str
    patron: Patron | None

    def words(self) -> dict[str, object]:
        """As the services take them."""
        return {"library": self.desk.library, "site": self.desk.site, "actor": self.desk.actor, "at": self.desk.at}


def whole(text: str | None) -> int | None:
    """A key that a page sends; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def copy_of(session: Session) -> Copy:
    number = whole(session.request.POST.get("copy"))
    return get_object_or_404(Copy.objects.select_related("record", "custodian"), pk=number)


def loan_of(session: Session) -> Loan:
    """A loan of this library's; another's is not found."""
    number = whole(session.request.POST.get("loan"))
    return get_object_or_404(Loan.objects.select_related("copy__record"), pk=number, library=session.desk.library)


def reason_of(session: Session) -> str:
    return session.request.POST.get("reason", "").strip()[:200]
