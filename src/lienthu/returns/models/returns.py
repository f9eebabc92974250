"""One organisation's answer to a call: its figures, and each step that it went, with who and why."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.federation.models import Organisation
from lienthu.returns.models.calls import Call


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "reports.read") -> Self:
        """Returns of organisations over which the user may do the action; nobody's for a stranger."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(organisation__in=reached)

    def standing(self) -> Self:
        return self.filter(call__withdrawn_at=None)

    def outstanding(self) -> Self:
        """Those that are asked for and not handed in."""
        return self.standing().filter(state__in=Return.TO_FILL, call__locked_at=None)


class Return(models.Model):
    """What an organisation hands in. It is there, empty, from the moment it is asked for."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        DRAFT = "draft", pgettext_lazy("return", "being filled in")
        SUBMITTED = "submitted", _("handed in")
        SENT_BACK = "sent_back", _("sent back with remarks")
        APPROVED = "approved", pgettext_lazy("return", "approved")
        LOCKED = "locked", pgettext_lazy("return", "locked")

    TO_FILL = ("asked", "draft", "sent_back")
    TOLD = ("submitted", "approved", "locked")
    SETTLED = ("approved", "locked")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="returns")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    prefilled_at = models.DateTimeField(_("computed at"), null=True)
    submitted_at = models.DateTimeField(_("handed in at"), null=True)  # the last time
    settled_at = models.DateTimeField(_("approved at"), null=True)
    digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True)
    from_paper = models.BooleanField(_("typed in from paper by the level above"), default=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ("call_id", "organisation_id")
        constraints = (
            models.UniqueConstraint(fields=("call", "organisation"), name="a_return_is_asked_for_once"),
            models.CheckConstraint(
                condition=Q(state__in=("approved", "locked"), settled_at__isnull=False, digest__gt="")
                | (~Q(state__in=("approved", "locked")) & Q(settled_at=None, digest="")),
                name="an_approved_return_has_its_digest",
            ),
        )
        indexes = (models.Index(fields=("organisation", "state"), name="returns_of_an_organisation"),)

    def __str__(self) -> str:
        return f"{self.call_id} {self.organisation_id}: {self.state}"

    @property
    def is_settled(self) -> bool:
        return self.state in self.SETTLED

    @property
    def is_editable(self) -> bool:
        """Whether its figures may change; the call is asked too."""
        return self.state in self.TO_FILL and self.call.is_open


class Entry(models.Model):
    """One figure: what was computed when it was prefilled, and what is reported. Both stay, of sums and ratios too."""

    class State(models.TextChoices):
        EMPTY = "empty", _("not answered yet")
        COMPUTED = "computed", _("as computed")  # taken over, nobody has typed anything
        WORKED = "worked", _("follows from its parts")  # as reported, which are not all as computed
        TYPED = "typed", _("typed in")
        NOT_AVAILABLE = "not_available", _("not available")

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="entries")
    indicator = models.CharField(_("indicator"), max_length=60)  # Indicator.code
    position = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.EMPTY)
    computed = models.DecimalField(_("computed"), max_digits=18, decimal_places=4, null=True)
    value = models.DecimalField(_("reported"), max_digits=18, decimal_places=4, null=True)
    before = models.DecimalField(_("a year before"), max_digits=18, decimal_places=4, null=True)  # as told then
    typed = models.CharField(_("as it was typed"), max_length=40, blank=True)
    is_doubtful = models.BooleanField(default=False)  # the typed number may mean two things; asked about
    reason = models.CharField(_("why it differs from the computed one"), max_length=300, blank=True)
    word = models.CharField(_("word on what was asked"), max_length=300, blank=True)
    remark = models.CharField(_("remark of who approves"), max_length=300, blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("of_id", "position", "id")
        constraints = (
            models.UniqueConstraint(fields=("of", "indicator"), name="a_figure_stands_once_in_a_return"),
            models.CheckConstraint(
                condition=Q(state__in=("empty", "not_available"), value=None)
                | Q(state__in=("typed", "worked"), value__isnull=False)
                | Q(state="computed", value=F("computed"), value__isnull=False),
                name="a_figure_is_there_or_said_not_to_be",
            ),
        )

    def __str__(self) -> str:
        return f"{self.of_id} {self.indicator}: {self.value}"

    @property
    def differs(self) -> bool:
        """Whether the reported figure is not the computed one, where there are both or it was withheld."""
        return self.computed is not None and self.state != self.State.EMPTY and self.value != self.computed


class Step(models.Model):
    """What happened to a return. Append only; `figures`: those of the moment by code (text; null: not available)."""

    class What(models.TextChoices):
        SUBMITTED = "submitted", _("handed in")
        SENT_BACK = "sent_back", _("sent back with remarks")
        APPROVED = "approved", pgettext_lazy("return", "approved")
        TAKEN_BACK = "taken_back", _("approval taken back")
        LOCKED = "locked", pgettext_lazy("return", "locked")

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(_("step"), max_length=10, choices=What.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("who says so"), max_length=120, blank=True)  # without an account, or from paper
    means = models.CharField(max_length=10, blank=True)  # "link", "paper", "device"; "" by a person signed in
    reason = models.CharField(_("reason or remark"), max_length=1000, blank=True)
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("of_id", "id")

    def __str__(self) -> str:
        return f"{self.of_id} {self.what}"
