"""How a room says where the things behind its events can be looked at. Imported by AppConfigs: no model is needed."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Evidence:
    """The page of one kind of thing, for those who may do `action` over the thing's library.

    The room that has the page lists it in its AppConfig: `evidence = {"circulation.loan": Evidence(…)}`, by model.
    """

    label: str | Promise  # "loan"
    url_name: str  # "circulation:loan"
    action: str  # "circulation.lend"
    library: str | tuple[str, ...] = "library"  # the way from the thing to its library, "gate__library"; or several,
    # of which the first counts that leads to one; none: the thing knows no library, and is of whom the event tells
    number: str = "pk"  # what the address takes: "trip_id", "line__placement_id"
    at_work: bool = False  # the page is open only to who works at that library today
    keeps_count: bool = False  # the room's own rows say how many as well: only it may correct

    @property
    def libraries(self) -> tuple[str, ...]:
        return (self.library,) if isinstance(self.library, str) else self.library
