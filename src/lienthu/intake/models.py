"""Files that a library starts with, what became of each, the rows that were kept, and what each row stands for here."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach


class Kind(models.TextChoices):
    """What a file brings."""

    PATRONS = "patrons", _("readers")
    COPIES = "copies", pgettext_lazy("what a library holds", "copies")
    LOANS = "loans", _("open loans")
    HOLDS = "holds", _("what readers wait for")
    KOHA = "koha", _("a Koha export")


class Profile(models.Model):
    """How one library's files of a kind are read: said once by a person, used from then on."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    columns = models.JSONField(default=dict)  # heading → target (columns.TARGETS), "" for one that is left out
    # What words of the file mean: {"category": {word: code of a category}, "place": {word: "site:12" or "org:CODE"}}
    words = models.JSONField(default=dict)

    class Meta:
        ordering = ("library_id", "kind")
        constraints = (models.UniqueConstraint(fields=("library", "kind"), name="a_kind_of_file_is_read_one_way"),)

    def __str__(self) -> str:
        return f"{self.library_id} {self.kind}"


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Intakes of the libraries that somebody may run intakes for."""

    def visible_to(self, user: User | AnonymousUser, action: str = "intake.run") -> Self:
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(library__in=reached)


class Intake(models.Model):
    """One file on its way in. `reached` rows of it are dealt with; `counts` and they change in one transaction."""

    class State(models.TextChoices):
        WAITING = "waiting", _("uploaded, not taken in yet")
        RUNNING = "running", pgettext_lazy("intake", "running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped before the end")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")  # a Koha export
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=300, blank=True)  # below the uploads; "" once it is gone, or from the command
    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal
    encoding = models.CharField(max_length=20, default="auto")
    columns = models.JSONField(default=dict)  # as they were for this run
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reached = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey("common.Job", on_delete=models.PROTECT, null=True, related_name="+")

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("library", "kind", "digest"), name="intakes_of_a_file"),)

    def __str__(self) -> str:
        return self.file_name


class IntakeRow(models.Model):
    """A row that was not taken in, whole, with every reason; rows that were taken in are not kept here."""

    class State(models.TextChoices):
        WRONG = "wrong", _("to be corrected")
        DOUBT = "doubt", _("for a person to decide")
        SETTLED = "settled", pgettext_lazy("intake", "settled")

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()  # of the file, from 1
    cells = models.JSONField()  # heading → cell, as it came, decoded
    reasons = models.JSONField()  # [{"code", "text"}], every one at once
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRONG)
    other = models.BigIntegerField(null=True)  # the patron here who may be the same person
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("intake_id", "line")
        constraints = (
            models.UniqueConstraint(fields=("intake", "line"), name="a_row_is_kept_once"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False)
                | (~Q(state="settled") & Q(settled_at__isnull=True)),
                name="a_settled_row_says_when",
            ),
        )
        indexes = (models.Index(fields=("intake", "state"), name="rows_of_an_intake"),)

    def __str__(self) -> str:
        return f"{self.intake_id}:{self.line}"


class Taken(models.Model):
    """What a row of a library's files stands for here, and what the file said of it last.

    By it the same row is found again, and what was changed here since is told from what the file changed.
    """

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=250)  # rules of each kind: a card, a barcode …
    thing_id = models.BigIntegerField()  # of patrons.Patron, catalogue.Copy or circulation.Loan
    facts = models.JSONField(default=dict)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="+")  # that said it last

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("library", "kind", "key"), name="a_row_stands_for_one_thing"),)
        indexes = (models.Index(fields=("kind", "thing_id"), name="what_a_thing_came_by"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
