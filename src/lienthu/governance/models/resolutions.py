"""A resolution from its draft to its adoption: numbered items, amendments, votes of the members."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.models import Federation, Organisation
from lienthu.governance.models.elections import PERCENT, Choice
from lienthu.registry.models import Document


class Resolution(models.Model):
    """Words can be changed while it is a draft. Adopted, its text and both files stay as they were."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("resolution", "draft")
        ADOPTED = "adopted", pgettext_lazy("resolution", "adopted")
        REJECTED = "rejected", pgettext_lazy("resolution", "not adopted")

    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="resolutions")
    about = models.CharField(pgettext_lazy("of a document", "subject"), max_length=300)
    grounds = models.TextField(_("grounds"), blank=True)  # "Căn cứ …", one a line
    opening = models.TextField(_("words before the items"), blank=True)
    closing = models.TextField(_("words after the items"), blank=True)
    held_at = models.CharField(_("at which conference"), max_length=300, blank=True)
    recipients = models.TextField(_("recipients"), blank=True)
    capacity = models.CharField(_("capacity of the signer"), max_length=200, blank=True)
    signer = models.CharField(_("signer"), max_length=120, blank=True)
    place = models.CharField(pgettext_lazy("of a document", "place"), max_length=80, blank=True)
    quorum = models.PositiveSmallIntegerField(_("quorum, percent of the members"), default=50)
    majority = models.PositiveSmallIntegerField(_("more than so many percent of the votes"), default=50)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    is_public = models.BooleanField(_("shown on the public site"), default=False)
    voted_on = models.DateField(pgettext_lazy("resolution", "voted on"), null=True)
    members_count = models.PositiveSmallIntegerField(null=True)  # as of that day
    number = models.CharField(_("number"), max_length=80, blank=True)  # 09/NQ-LHTV
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField(null=True)  # common.content
    docx = models.BinaryField(null=True)
    pdf = models.BinaryField(null=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-begun_at", "-id")
        constraints = (
            models.CheckConstraint(condition=PERCENT, name="a_resolution_counts_in_percent"),
            models.CheckConstraint(
                condition=Q(state="adopted", voted_on__isnull=False, document__isnull=False) & ~Q(number="")
                | ~Q(state="adopted") & Q(document=None, number=""),
                name="an_adopted_resolution_has_its_number",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.about}".strip()

    @property
    def can_be_written(self) -> bool:
        return self.state == self.State.DRAFT


class Item(models.Model):
    """One numbered point: what is to be done, by whom (`Duty`), until when, and what shows it."""

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("what is to be done"))
    for_all = models.BooleanField(_("every member is responsible"), default=False)
    due_on = models.DateField(_("until the day"), null=True, blank=True)
    indicator = models.CharField(_("indicator"), max_length=60, blank=True)  # a code: who has the figure is above
    aim = models.CharField(_("aim"), max_length=120, blank=True)  # in words: "12/14 thư viện có xe"
    proof = models.CharField(_("what proves it"), max_length=200, blank=True)

    class Meta:
        ordering = ("resolution_id", "position", "id")

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:80]}"


class Amendment(models.Model):
    """What a member proposes instead of an item's words, as a new item, or that an item goes."""

    class Sort(models.TextChoices):
        CHANGE = "change", pgettext_lazy("amendment", "other words")
        ADD = "add", pgettext_lazy("amendment", "a new item")
        REMOVE = "remove", pgettext_lazy("amendment", "the item goes")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("amendment", "proposed")
        ACCEPTED = "accepted", pgettext_lazy("amendment", "accepted")
        REFUSED = "refused", pgettext_lazy("amendment", "refused")

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="amendments")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="amendments")
    sort = models.CharField(_("kind"), max_length=10, choices=Sort.choices)
    place = models.PositiveSmallIntegerField(default=0)  # the item's number when it was proposed
    before = models.TextField(blank=True)  # the item's words then
    after = models.TextField(blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("resolution_id", "id")

    def __str__(self) -> str:
        return f"{self.sort} {self.place}"


class ResolutionVote(models.Model):
    """How one member voted on the whole; a member without a row was absent."""

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="votes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice.choices)

    class Meta:
        ordering = ("resolution_id", "organisation_id")
        constraints = (
            models.UniqueConstraint(fields=("resolution", "organisation"), name="a_member_votes_once_on_a_resolution"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.choice}"
