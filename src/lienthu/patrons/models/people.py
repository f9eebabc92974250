"""Patrons, who belongs to them, what they consented to, and the words they are found by."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach

if TYPE_CHECKING:
    from lienthu.patrons.models.cards import Block


class PatronQuerySet(models.QuerySet["Patron"]):
    """Patrons of the libraries that somebody may see."""

    def visible_to(self, user: User | AnonymousUser, action: str = "patrons.read") -> Self:
        """The patrons of the libraries over which the user may do the action; nobody's for a stranger."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(library__in=reached)


class Patron(models.Model):
    """A person with a library card, of one library. The number, once given, resolves for ever."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        MERGED = "merged", _("merged into another")
        DELETED = "deleted", _("personal data deleted")

    class Sex(models.TextChoices):
        NOT_SAID = "", _("not said")
        FEMALE = "female", _("female")
        MALE = "male", _("male")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("patron number"), max_length=30)
    full_name = models.CharField(_("full name of a person"), max_length=120)  # as written: "Nguyễn Nhật Ánh"
    sort_key = models.BinaryField(max_length=600)  # lib.vietnamese.name_sort_key: by given name
    folded = models.CharField(max_length=130)  # " nguyen nhat anh ": mark-blind, a space around each word
    marked = models.CharField(max_length=130)  # " nguyễn nhật ánh "
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)  # as written
    phone_digits = models.CharField(max_length=20, blank=True, db_index=True)  # rules.phone_digits
    email = models.EmailField(_("email"), blank=True)
    note = models.CharField(_("note for staff"), max_length=300, blank=True)
    photo = models.CharField(max_length=100, blank=True)  # path below the uploads
    category = models.ForeignKey("Category", on_delete=models.PROTECT, related_name="+", verbose_name=_("category"))
    school_class = models.ForeignKey(
        "SchoolClass",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pupils",
        verbose_name=_("school class"),
    )
    registered_on = models.DateField(_("registered on"))
    expires_on = models.DateField(_("card valid until"), null=True, blank=True)  # the last day it is good
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    # Whether loans stay known after they are returned (Luật 91/2025/QH15: no longer than needed, unless they ask).
    history_opt_in = models.BooleanField(default=False)
    # Two facts that the desk asks at each loan, kept in step by the services and proved by `checks`.
    open_blocks = models.PositiveSmallIntegerField(default=0)  # blocks not lifted, whatever their dates
    guardian_consented = models.BooleanField(default=False)  # a guardian's latest answer about the card is yes

    objects = PatronQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "id")
        constraints = (
            models.UniqueConstraint(fields=("library", "number"), name="a_patron_number_is_one_in_its_library"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="only_a_merged_patron_leads_on",
            ),
        )
        indexes = (
            models.Index(fields=("library", "sort_key", "id"), name="patrons_of_a_library"),
            models.Index(fields=("number",), name="patrons_by_number"),
        )

    def __str__(self) -> str:
        return self.full_name or self.number

    def blocks_on(self, day: date) -> list["Block"]:
        """The blocks that hold on the day; no query where the row says there are none."""
        if not self.open_blocks:
            return []
        from_on = Q(from_on__lte=day) & (Q(until=None) | Q(until__gte=day))
        return list(self.blocks.filter(from_on, lifted_at=None))


class Series(models.Model):
    """The patron numbers of a library: letters, then a number of so many digits, one after the other."""

    library = models.OneToOneField("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=20)
    digits = models.PositiveSmallIntegerField(default=6)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:0{self.digits}d}"


class NameWord(models.Model):
    """One folded word of a patron's name, with what a search needs of the patron: all of it stands in the index.

    Word and place are bytes, so that beginnings and order are the same in both databases whatever their collation.
    """

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    word = models.BinaryField(max_length=40)
    place = models.BinaryField(max_length=16)  # the beginning of the sort key
    name = models.CharField(max_length=260)  # folded, then marked: " nguyen nhat anh nguyễn nhật ánh "
    patron = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="words")

    class Meta:
        indexes = (
            models.Index(fields=("library", "word", "place", "name", "patron"), name="patrons_by_a_word_of_the_name"),
        )

    def __str__(self) -> str:
        return bytes(self.word).decode()


class Relation(models.Model):
    """Somebody who belongs to a patron: a guardian by name, or a member of the family who is a patron too."""

    class Kind(models.TextChoices):
        FATHER = "father", _("father")
        MOTHER = "mother", _("mother")
        GRANDPARENT = "grandparent", _("grandparent")
        SIBLING = "sibling", _("brother or sister")
        SPOUSE = "spouse", _("husband or wife")
        CHILD = "child", pgettext_lazy("family", "child")
        OTHER = "other", _("other")

    patron = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=20, choices=Kind.choices)
    is_guardian = models.BooleanField(_("guardian by law"), default=False)
    relative = models.ForeignKey(Patron, on_delete=models.CASCADE, null=True, related_name="related_from")
    name = models.CharField(_("full name of a person"), max_length=120, blank=True)  # where the relative is no patron
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        ordering = ("-is_guardian", "id")
        constraints = (
            models.CheckConstraint(condition=Q(relative__isnull=False) | ~Q(name=""), name="a_relation_names_somebody"),
            models.UniqueConstraint(fields=("patron", "relative"), name="a_relative_stands_once"),
        )

    def __str__(self) -> str:
        return self.relative.full_name if self.relative else self.name


class Consent(models.Model):
    """One answer about one use of personal data. Append only: the latest of a purpose and a giver holds.

    No row means no consent. Source: Luật 91/2025/QH15.
    """

    class Purpose(models.TextChoices):
        CARD = "card", _("keep my data for the card and my loans")
        NOTICES = "notices", _("send me notices by phone or email")
        HISTORY = "history", _("keep my reading history after I return")
        PUBLISH = "publish", _("publish my name or picture")

    class Giver(models.TextChoices):
        SELF = "self", _("the patron")
        GUARDIAN = "guardian", _("the guardian")

    class Form(models.TextChoices):
        PAPER = "paper", _("signed on paper")
        DESK = "desk", _("said at the desk")
        ONLINE = "online", _("on the patron's own page")

    patron = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    giver = models.CharField(_("given by"), max_length=10, choices=Giver.choices)
    granted = models.BooleanField(_("granted"))
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.PAPER)
    at = models.DateTimeField(_("when"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.purpose} {self.giver} {self.granted}"


class Merge(models.Model):
    """Two rows that were one person: what was moved from `merged` to `kept`, so that it can be put back exactly."""

    kept = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="merged_by")
    moved = models.JSONField(default=dict)  # {"card": [ids], …, "loans": whatever circulation keeps}
    before = models.JSONField(default=dict)  # fields of `kept` as they were
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at=None), name="a_patron_is_merged_once"),
            models.CheckConstraint(condition=~Q(kept=models.F("merged")), name="nobody_is_merged_into_themselves"),
        )

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"
