"""A report from its first draft to its signature."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.dated import dates_in_order
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.rules.periods import Period


class Kind(models.TextChoices):
    ANNUAL = "annual", _("annual report")
    INTERIM = "interim", _("interim report")
    TERM = "term", _("term report")
    PLAN = "plan", pgettext_lazy("document", "plan")


class Scope(models.TextChoices):
    LIBRARY = "library", _("the library itself")
    NETWORK = "network", _("the library with all below it")


ONE_PLACE = Q(organisation__isnull=False, federation=None, scope__in=("library", "network")) | Q(
    organisation=None, federation__isnull=False, scope=""
)


class Report(models.Model):
    """One document. Its words can be changed until it is handed over for signature; signed, nothing of it changes."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "being written")
        TO_SIGN = "to_sign", pgettext_lazy("report", "to be signed")
        SIGNED = "signed", pgettext_lazy("report", "signed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, null=True, related_name="+")
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, blank=True)  # "" of a federation
    first_on = models.DateField(_("from"))
    until = models.DateField(_("until (first day no longer)"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    about = models.CharField(pgettext_lazy("of a document", "subject"), max_length=300)
    parent_body = models.CharField(_("body above"), max_length=200, blank=True)
    body = models.CharField(_("issuing body"), max_length=200)
    number = models.CharField(_("number"), max_length=40, blank=True)  # "05/BC-TV"
    place = models.CharField(pgettext_lazy("of a document", "place"), max_length=80, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    recipients = models.TextField(_("recipients"), blank=True)  # one a line
    capacity = models.CharField(_("capacity of the signer"), max_length=200, blank=True)  # lines parted by \n
    signer = models.CharField(_("signer"), max_length=120, blank=True)
    made_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="plans")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )  # the signed one that it stands in place of; both stay
    why_corrected = models.CharField(_("reason of the correction"), max_length=300, blank=True)
    template = models.CharField(max_length=60, blank=True)  # key of a shipped one, or "own-PK"
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))
    signed_at = models.DateTimeField(_("signed at"), null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-first_on", "-id")
        constraints = (
            dates_in_order("report_dates_in_order", start="first_on", end="until"),
            models.CheckConstraint(condition=ONE_PLACE, name="a_report_is_of_one_place"),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False, dated_on__isnull=False) & ~Q(number="")
                | ~Q(state="signed") & Q(signed_at=None),
                name="a_signed_report_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, why_corrected="") | Q(corrects__isnull=False) & ~Q(why_corrected=""),
                name="a_correction_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.about}".strip()

    @property
    def audit_organisation_id(self) -> int | None:
        return self.organisation_id

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.until)

    @property
    def stands_corrected(self) -> "Report | None":
        """The signed report that stands in its place."""
        newer: Report | None = getattr(self, "corrected_by", None)
        return newer if newer is not None and newer.state == self.State.SIGNED else None

    @property
    def can_be_written(self) -> bool:
        return self.state == self.State.DRAFT


class Section(models.Model):
    """A heading and the text below it, with its fields as they were written."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()  # 0 has no heading; 1 is I., 2 is 1., 3 is a)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=1)  # counts what was saved, so that two who write notice each other

    class Meta:
        ordering = ("report_id", "position", "id")
        constraints = (models.CheckConstraint(condition=Q(level__lte=3), name="a_heading_has_three_levels"),)

    def __str__(self) -> str:
        return self.heading or str(self.position)


class SectionVersion(models.Model):
    """What a section said before; those that one person saved within minutes are one."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("section_id", "-number", "-id")

    def __str__(self) -> str:
        return f"{self.section_id}/{self.number}"


class Point(models.Model):
    """One result, difficulty with its cause, direction (a task in the plan made of it) or proposal."""

    class Sort(models.TextChoices):
        RESULT = "result", pgettext_lazy("of a report", "result")
        DIFFICULTY = "difficulty", _("difficulty")
        DIRECTION = "direction", _("direction or task")
        PROPOSAL = "proposal", _("proposal")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="points")
    sort = models.CharField(_("kind"), max_length=10, choices=Sort.choices)
    position = models.PositiveIntegerField()
    text = models.TextField(_("what"))
    cause = models.TextField(_("cause"), blank=True)  # of a difficulty
    who = models.CharField(_("who sees to it"), max_length=200, blank=True)  # of a task
    by_when = models.CharField(_("until when"), max_length=80, blank=True)  # in words: "Quý II/2018"
    taken_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="tasks")

    class Meta:
        ordering = ("report_id", "sort", "position", "id")
        constraints = (
            models.CheckConstraint(condition=Q(cause="") | Q(sort="difficulty"), name="a_difficulty_has_a_cause"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class SignedPaper(models.Model):
    """What was signed, byte for byte, with every figure that stands in it."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="paper")
    content = models.JSONField()  # common.content
    figures = models.JSONField()  # [{code, place, value, target, before, origin, missing}]
    docx = models.BinaryField()
    pdf = models.BinaryField()
    docx_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("report_id",)

    def __str__(self) -> str:
        return str(self.report_id)
