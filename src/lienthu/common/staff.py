"""How a room declares the pages that staff begin work from. Imported by AppConfigs, so it must not need a model."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """The parts of the staff's menu, in the order in which they stand there."""

    DESK = "desk", _("Desk")
    CATALOGUING = "cataloguing", _("Cataloguing")
    PATRONS = "patrons", _("Readers")
    STOCK = "stock", _("Stock")
    ROTATION = "rotation", _("Rotation")
    ROAD = "road", _("On the road")
    REPORTS = "reports", _("Reports")
    FEDERATION = "federation", _("Federation")
    ADMINISTRATION = "administration", _("Administration")
    OTHER = "other", _("More")


@dataclass(frozen=True)
class StaffLink:
    """One page of a room, in the menu of those who may do `action` somewhere.

    A room lists its links in its AppConfig: `staff_links = (StaffLink(…),)`. Within its group, lower `order` comes
    first.
    """

    label: str | Promise
    description: str | Promise
    url_name: str  # "federation:tree"
    action: str  # "federation.read"
    order: int = 100
    group: Group = Group.OTHER

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class QuickBox:
    """The one box that a day at the desk begins with, on the home of those who may do `action` where they work.

    A room declares it in its AppConfig: `quick_box = QuickBox(…)`. What is typed goes there as `?parameter=…`.
    """

    label: str | Promise
    placeholder: str | Promise
    url_name: str
    parameter: str
    action: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)
