"""What who brings a hub to this version hears of the ledger meanwhile (migration 0008), in their language."""

from django.utils.translation import gettext_lazy as _

from lienthu.common.schema import tell


def begun(count: int) -> None:
    tell(_("The ledger is added up anew: %(count)d events, a minute for each million."), count=count)


def gone_through(done: int, total: int) -> None:
    tell(_("Events of the ledger gone through: %(done)d of %(total)d."), done=done, total=total)


def adding_up() -> None:
    tell(_("Sums of days, months and years are added up."))


def indexing() -> None:
    tell(_("The indexes of the ledger are made."))
