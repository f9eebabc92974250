"""How a room declares the pages that staff begin work from. Imported by AppConfigs, so it must not need a model."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class StaffLink:
    """One page of a room, shown on the desk of those who may do `action` somewhere.

    A room lists its links in its AppConfig: `staff_links = (StaffLink(…),)`. Lower `order` comes first.
    """

    label: str | Promise
    description: str | Promise
    url_name: str  # "federation:tree"
    action: str  # "federation.read"
    order: int = 100

    @property
    def url(self) -> str:
        return reverse(self.url_name)
