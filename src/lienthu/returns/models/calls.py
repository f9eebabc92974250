"""Which figures are asked for (a form), and who asks whom for them, of which period, until when (a call)."""

from collections.abc import Iterator
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.accounts.permissions import acts_for
from lienthu.accounts.queries import reach
from lienthu.common.access import allowed
from lienthu.common.dated import dates_in_order
from lienthu.common.shipped import Shipped
from lienthu.federation.models import Federation, Membership, Organisation
from lienthu.indicators.rules.periods import Period


class Form(Shipped):
    """A named list of indicators in sections: [{"vi": "Vốn tài liệu", "en": "Collection", "codes": [...]}, …].

    A call keeps the list as it was when it was made; a form may change afterwards.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # whose it is; None: everybody's
    name_vi = models.CharField(_("Vietnamese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    sections = models.JSONField(_("sections"), default=list)
    is_in_use = models.BooleanField(_("offered for new calls"), default=True)

    class Meta:
        ordering = ("name_vi", "id")

    def __str__(self) -> str:
        return self.name_vi if (get_language() or "vi").startswith("vi") else self.name_en or self.name_vi

    @property
    def codes(self) -> list[str]:
        return list(codes_of(self.sections))


def codes_of(sections: Any) -> Iterator[str]:
    """The codes of a list of sections, in their order."""
    for section in sections:
        yield from section["codes"]


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "reports.read") -> Self:
        """Calls by an organisation or a federation for which the user may do the action, or that ask one of theirs."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        day = timezone.localdate()
        reached = reach(user, action, day)
        if reached is None:
            return self
        seats = Membership.objects.filter(organisation__in=reached).values("federation")
        asked = self.model.objects.filter(returns__organisation__in=reached).order_by().values("pk")
        return self.filter(Q(organisation__in=reached) | Q(federation__in=seats) | Q(pk__in=asked))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Call(models.Model):
    """One round of returns (kỳ báo cáo). Who is asked is settled when it is made: a Return stands for each."""

    class Asks(models.TextChoices):
        SELF = "self", _("each one for itself alone")
        NETWORK = "network", _("each one with all below it")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    sections = models.JSONField(default=list)  # of the form, as it was then
    first_on = models.DateField(_("from"))
    until = models.DateField(_("until (first day no longer)"))
    asks = models.CharField(_("what each one reports"), max_length=10, choices=Asks.choices, default=Asks.SELF)
    due_on = models.DateField(_("due on"))
    remind_days = models.JSONField(_("reminders, days before"), default=list)  # [7, 1]; below 0: days late
    note = models.TextField(_("words to those who are asked"), max_length=1000, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField(_("locked at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_for = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-until", "-first_on", "-id")
        constraints = (
            dates_in_order("call_dates_in_order", start="first_on", end="until"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, federation=None)
                | Q(organisation=None, federation__isnull=False),
                name="one_body_calls",
            ),
            models.UniqueConstraint(
                fields=("organisation", "form", "first_on", "until"),
                condition=Q(withdrawn_at=None, organisation__isnull=False),
                name="an_organisation_calls_once",
            ),
            models.UniqueConstraint(
                fields=("federation", "form", "first_on", "until"),
                condition=Q(withdrawn_at=None, federation__isnull=False),
                name="a_federation_calls_once",
            ),
        )
        indexes = (models.Index(fields=("due_on",), name="calls_by_their_day"),)

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.until)

    @property
    def codes(self) -> list[str]:
        return list(codes_of(self.sections))

    @property
    def is_open(self) -> bool:
        """Whether returns may still be handed in."""
        return self.locked_at is None and self.withdrawn_at is None

    @property
    def audit_organisation_id(self) -> int | None:
        return self.organisation_id

    def answers_to(self, user: User | AnonymousUser, action: str = "reports.approve") -> bool:
        """Whether the user acts for whoever calls: over the organisation; of a federation over its lead library."""
        if self.organisation_id is not None:
            return allowed(user, action, self.organisation)
        return acts_for(user, action, self.federation)
