"""Ranges of days: `valid_from` is the first day, `valid_to` the first day no longer; an open end is None."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def midnight(day: date) -> datetime:
    """The first instant of the day here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def on_day(day: date, *, start: str = "valid_from", end: str = "valid_to") -> Q:
    """Rows whose range holds the day. `start` and `end` may lead through relations (`parents__valid_from`)."""
    begun = Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})
    not_ended = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day})
    return begun & not_ended


def overlapping(first: date | None, last: date | None, *, start: str = "valid_from", end: str = "valid_to") -> Q:
    """Rows whose range shares at least one day with [first, last)."""
    shared = Q()
    if last is not None:
        shared &= Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lt": last})
    if first is not None:
        shared &= Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": first})
    return shared


def dates_in_order(name: str, *, start: str = "valid_from", end: str = "valid_to") -> models.CheckConstraint:
    """The constraint that a range holds at least one day."""
    ordered = Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__lt": F(end)})
    return models.CheckConstraint(condition=ordered, name=name)


def begins_once(name: str, *fields: str) -> tuple[models.UniqueConstraint, models.UniqueConstraint]:
    """The constraints that of the rows alike in `fields` one at most begins on a day, and one at most never began.

    Two, because SQLite takes no `nulls_distinct`: to its unique indexes no two nulls are the same.
    """
    return (
        models.UniqueConstraint(fields=(*fields, "valid_from"), name=f"{name}_on_a_day"),
        models.UniqueConstraint(fields=fields, condition=Q(valid_from=None), name=f"{name}_with_the_first_day"),
    )


class Dated(models.Model):
    """A fact that holds over a range of days."""

    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until (first day no longer)"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (dates_in_order("%(class)s_dates_in_order"),)

    @property
    def last_day(self) -> date | None:
        """The last day that it holds, as people write a range: "to 30/06/2025"."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
