"""What a vehicle carries, and whether it is too much."""

from typing import NamedTuple

from django.db.models import QuerySet

from lienthu.catalogue.models import Copy
from lienthu.federation.models import Organisation
from lienthu.mobile.models import Drop, Trip, Vehicle
from lienthu.mobile.rules import VERBS
from lienthu.rotation.models import Placement
from lienthu.rotation.queries.packing import counts


class Load(NamedTuple):
    """Books of a trip: the vehicle's own, those that readers wait for, those in sets."""

    own: int
    packed: int
    sets: int
    capacity: int

    @property
    def books(self) -> int:
        return self.own + self.packed + self.sets

    @property
    def is_too_much(self) -> bool:
        return bool(self.capacity) and self.books > self.capacity


def on_board(vehicle: Vehicle) -> QuerySet[Copy]:
    """The copies that are in the vehicle."""
    return Copy.objects.filter(place=vehicle.site_id, custodian=vehicle.library_id)


def load_of(trip: Trip) -> Load:
    """What the trip carries when it leaves; sets that are fetched come in later. Four queries."""
    packed = trip.packed.exclude(copy__place=trip.vehicle.site_id).count()
    sets = trip.drops.filter(verb=Drop.Verb.BRING).values_list("placement__set", flat=True)
    books = sum(counts(list(sets)).values())
    return Load(on_board(trip.vehicle).count(), packed, books, trip.vehicle.capacity)


def could_go_along(library: Organisation) -> QuerySet[Placement]:
    """Placements whose set is to be brought or fetched, and goes along on no open trip yet."""
    taken = Drop.objects.filter(trip__in=Trip.objects.open()).values("placement")
    found = Placement.objects.filter(library=library, state__in=list(VERBS)).exclude(pk__in=taken)
    return found.select_related("set", "deposit__site").order_by("begins_on", "pk")
