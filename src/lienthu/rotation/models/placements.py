"""A set at a site, from the plan to its return: the placement, its books, who confirmed what, what was found wrong."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.rotation.models.sets import BookSet
from lienthu.rotation.models.sites import DepositSite, of_libraries


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "rotation.work") -> Self:
        return self.filter(of_libraries(user, action))

    def open(self) -> Self:
        return self.exclude(state__in=Placement.ENDED)


class Placement(models.Model):
    """One stay of a set at a site (đợt luân chuyển)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned, being packed")
        SENT = "sent", pgettext_lazy("placement", "on the way")
        IN_PLACE = "in_place", _("at the site")
        RECALLED = "recalled", _("called back")
        COUNTED = "counted", _("counted, ready to go")
        RETURNED = "returned", pgettext_lazy("placement", "back")
        MOVED_ON = "moved_on", _("moved on to another site")
        CANCELLED = "cancelled", pgettext_lazy("placement", "called off")

    ENDED = ("returned", "moved_on", "cancelled")
    AT_SITE = ("in_place", "recalled", "counted")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    set = models.ForeignKey(BookSet, on_delete=models.PROTECT, related_name="placements")
    deposit = models.ForeignKey(DepositSite, on_delete=models.PROTECT, related_name="placements")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    begins_on = models.DateField(_("planned from"))
    ends_on = models.DateField(_("due back"))
    staff = models.JSONField(_("who brings it"), default=list)  # names
    number = models.CharField(_("number of the minutes"), max_length=60, blank=True)
    # From the site where the set was before, when it did not come home in between.
    came_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="went_on")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recalled_on = models.DateField(_("called back for"), null=True)
    ended_at = models.DateTimeField(null=True)
    note = models.TextField(_("note"), blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(begins_on__lt=F("ends_on")), name="a_placement_ends_after_it_begins"),
            # A set waits for its next site while it stands at one, so what is planned is not counted here.
            models.UniqueConstraint(
                fields=("set",),
                condition=Q(state__in=("sent", "in_place", "recalled", "counted")),
                name="a_set_is_at_one_site",
            ),
        )
        indexes = (
            models.Index(fields=("library", "state", "ends_on"), name="placements_of_a_library"),
            models.Index(fields=("deposit", "state"), name="placements_at_a_site"),
        )

    def __str__(self) -> str:
        return f"{self.set.code} → {self.deposit}"

    @property
    def is_open(self) -> bool:
        return self.state not in self.ENDED


class PlacementLine(models.Model):
    """A book of a placement: what was sent, what was received, what was counted at the end, what came back."""

    class Found(models.TextChoices):
        NOT_ASKED = "", "–"
        HERE = "here", pgettext_lazy("book of a set", "there")
        DAMAGED = "damaged", pgettext_lazy("book of a set", "there, damaged")
        MISSING = "missing", pgettext_lazy("book of a set", "missing")
        ON_LOAN = "on_loan", pgettext_lazy("book of a set", "with a reader")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="lines", db_index=False)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, related_name="+")
    title = models.ForeignKey("catalogue.Title", on_delete=models.PROTECT, related_name="+", db_index=False)
    home = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    added = models.BooleanField(default=False)  # it was in the box and not on the list; taken in by an answer
    received = models.CharField(_("received"), max_length=8, choices=Found.choices, blank=True)
    counted = models.CharField(_("counted"), max_length=8, choices=Found.choices, blank=True)
    returned = models.CharField(_("came back"), max_length=8, choices=Found.choices, blank=True)

    class Meta:
        ordering = ("placement_id", "id")
        constraints = (models.UniqueConstraint(fields=("placement", "copy"), name="a_copy_is_listed_once"),)
        indexes = (models.Index(fields=("title", "placement"), name="placements_of_a_title"),)

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.copy_id}"


class Confirmation(models.Model):
    """Somebody's word that a box left or came, once for each side; two of them make the handover minutes."""

    class Kind(models.TextChoices):
        DISPATCH = "dispatch", _("dispatch")
        RECEIPT = "receipt", _("receipt")
        COUNT = "count", pgettext_lazy("confirmation", "count")
        RETURN = "return", pgettext_lazy("confirmation", "return")

    class Means(models.TextChoices):
        STAFF = "staff", _("by the library's staff, on the page")
        LINK = "link", _("by the custodian, with the link")
        PAPER = "paper", _("on paper, scanned in")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="confirmations", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    means = models.CharField(_("how"), max_length=10, choices=Means.choices)
    at = models.DateTimeField(_("when"))
    name = models.CharField(_("name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    copies = models.PositiveIntegerField(_("copies"))
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        ordering = ("placement_id", "id")
        constraints = (models.UniqueConstraint(fields=("placement", "kind"), name="each_side_confirms_once"),)

    def __str__(self) -> str:
        return f"{self.placement_id} {self.kind}"


class Paper(models.Model):
    """Signed minutes as they were scanned or photographed; kept with the placement."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="papers")
    file_name = models.CharField(max_length=200)
    path = models.CharField()  # below settings.UPLOADS
    media_type = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.file_name


class Question(models.Model):
    """A difference that a person must answer. Until then nothing is corrected."""

    class Kind(models.TextChoices):
        NOT_RECEIVED = "not_received", _("sent and not received")
        EXTRA = "extra", _("in the box, not on the list")
        UNKNOWN = "unknown", _("a code that no copy has")
        DAMAGED = "damaged", pgettext_lazy("question", "damaged")
        NOT_COUNTED = "not_counted", _("missing at the count")
        ON_LOAN = "on_loan", _("still with a reader at the end")
        NOT_RETURNED = "not_returned", _("counted there and not back")

    class Answer(models.TextChoices):
        AT_SITE = "at_site", _("it is at the site after all")
        AT_DEPOT = "at_depot", _("it never left, or is back at the depot")
        LOST = "lost", _("it is lost")
        TAKEN_IN = "taken_in", _("it belongs to the set now")
        SET_ASIDE = "set_aside", pgettext_lazy("question", "set aside, to be sent where it belongs")
        WITHDRAWN_FROM_USE = "out_of_use", _("it is not lent until it is repaired")
        STILL_FIT = "still_fit", _("it can go on being used")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("code"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField(_("since"))
    raised_by = models.CharField(_("raised by"), max_length=120, blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("placement", "kind", "copy"), condition=~Q(copy=None), name="a_difference_is_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="a_question_is_answered_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("answer", "placement"), name="questions_to_answer"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def is_open(self) -> bool:
        return not self.answer


class CustodianLink(models.Model):
    """An address that lets the custodian of a site in without an account; signed, dated, and revocable.

    For a receipt it serves once; the site's own page stays open until it runs out or is taken back.
    """

    class Purpose(models.TextChoices):
        RECEIPT = "receipt", _("to confirm one receipt")
        PAGE = "page", _("the site's own page")

    deposit = models.ForeignKey(DepositSite, on_delete=models.PROTECT, related_name="links")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, null=True, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    key = models.CharField(max_length=40, unique=True)  # random; the address carries it signed
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose="page", placement=None) | Q(purpose="receipt", placement__isnull=False),
                name="a_receipt_link_is_for_a_placement",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.deposit_id}"
