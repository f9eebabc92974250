"""The tables of the authority headings. Facts of one row only; what spans rows is in services."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Heading(models.Model):
    """One form of a name, title, subject or series: the form that is used, or one that leads to it.

    A form never changes and is never taken away: correcting a heading is merging it into another form. So whatever
    number was given out resolves for ever, as titles' numbers do.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("personal name")
        CORPORATE = "corporate", _("corporate name")
        MEETING = "meeting", _("name of a meeting")
        TITLE = "title", _("uniform title")
        TOPIC = "topic", _("subject")
        PLACE = "place", _("place name")
        GENRE = "genre", _("genre or form")
        SERIES = "series", pgettext_lazy("heading", "series")

    class Source(models.TextChoices):
        RECORDS = "records", _("found in records")
        FILE = "file", _("from an authority file")
        HAND = "hand", _("made here")

    kind = models.CharField(pgettext_lazy("heading", "kind"), max_length=10, choices=Kind.choices)
    form = models.TextField()  # lib.marc.headings.pack
    key = models.BigIntegerField(unique=True)  # lib.marc.headings.key_of
    text = models.TextField(_("heading"))  # as it is shown
    # Bytes, so that beginnings and order are the same in both databases whatever their collation.
    folded = models.BinaryField(max_length=200)  # without marks, in lower case: what is typed begins so
    stem = models.CharField(max_length=120)  # the same without years and titles: alike in suspected doubles
    sort = models.BinaryField(max_length=200)  # place in the Vietnamese alphabet
    leads_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="references")
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.RECORDS)
    thesaurus = models.CharField(_("thesaurus"), max_length=20, blank=True)  # "lcsh", "" for none
    number = models.CharField(_("authority number"), max_length=60, blank=True)  # "(DLC)n 79021164"
    uses = models.PositiveIntegerField(default=0)  # records that write this very form, kept by the harvest

    class Meta:
        ordering = ("sort", "id")
        indexes = (
            models.Index(fields=("kind", "folded", "uses"), name="headings_that_begin"),
            models.Index(fields=("kind", "stem"), name="headings_alike"),
            models.Index(fields=("kind", "sort"), name="headings_in_order"),
            models.Index(fields=("stem",), name="headings_by_stem"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def settled(self) -> bool:
        """Whether a file brought the form or a person made it: not only what some record happens to write."""
        return self.source != self.Source.RECORDS

    @property
    def link(self) -> str:
        """What stands in $0 of a field that uses the heading."""
        return self.number or f"(LT){self.pk}"


class HeadingWord(models.Model):
    """A heading from its second, third … word on: so "du" finds "Nguyễn Du"."""

    heading = models.ForeignKey(Heading, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    rest = models.BinaryField(max_length=120)  # folded

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("kind", "rest", "heading"), name="headings_with_a_word"),)

    def __str__(self) -> str:
        return bytes(self.rest).decode()


class Relation(models.Model):
    """What `other` is to `one`. Narrower and later are broader and earlier, said the other way round."""

    class Kind(models.TextChoices):
        ALSO = "also", _("see also")
        BROADER = "broader", _("broader")
        EARLIER = "earlier", _("earlier name")
        SEE = "see", _("may also lead to")  # a reference that has several headings: the others than `leads_to`
        DIFFERENT = "different", _("not the same")  # a suspected double that a person has looked at

    one = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("relation"), max_length=10, choices=Kind.choices)

    class Meta:
        ordering = ("one_id", "kind", "id")
        constraints = (
            models.UniqueConstraint(fields=("one", "other", "kind"), name="a_relation_is_said_once"),
            models.CheckConstraint(condition=~models.Q(one=models.F("other")), name="no_relation_to_itself"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} {self.kind} {self.other_id}"


class HeadingUse(models.Model):
    """A record writes this very form, in fields of these tags."""

    record = models.ForeignKey("catalogue.SourceRecord", on_delete=models.CASCADE, related_name="+", db_index=False)
    heading = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+", db_index=False)
    tags = models.CharField(max_length=60)  # "100 600"

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("record", "heading"), name="a_use_is_counted_once"),)
        indexes = (models.Index(fields=("heading", "record"), name="uses_of_a_heading"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.tags} {self.heading_id}"


class Harvest(models.Model):
    """Up to which stored version of a record the headings have been gathered. One row."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    version = models.BigIntegerField(default=0)  # key of the last RecordVersion

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"up to {self.version}"


class Change(models.Model):
    """A correction or a merge of headings, with all that is needed to take it back exactly."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction")
        MERGE = "merge", _("merge of headings")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    kept = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+")
    moved = models.ForeignKey(Heading, on_delete=models.PROTECT, related_name="+")
    redirects = models.JSONField(default=list)  # forms that led to the one that went: [heading]
    relations = models.JSONField(default=list)  # as they were before: [[one, other, kind]]
    came = models.JSONField(default=list)  # as they came to the one that stayed: [[one, other, kind]]
    kept_led_to = models.BigIntegerField(null=True)  # a correction back to a form that was a reference: where it led
    with_files = models.BooleanField(default=False)  # also records that came from files
    libraries = models.JSONField(default=list)  # whose records are rewritten: [organisation]
    reason = models.TextField(_("reason"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    job = models.ForeignKey("common.Job", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.moved_id}/{self.kept_id}"


class RewrittenRecord(models.Model):
    """A record that a change has rewritten, and which fields of it: enough to write them back."""

    class State(models.TextChoices):
        DONE = "done", _("rewritten")
        REFUSED = "refused", _("could not be rewritten")
        BACK = "back", _("written back")
        LEFT = "left", _("edited since, left as it is")

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="records", db_index=False)
    record = models.ForeignKey("catalogue.SourceRecord", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    fields = models.JSONField(default=list)  # [[tag, before, after]]
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("change_id", "id")
        constraints = (models.UniqueConstraint(fields=("change", "record"), name="a_change_rewrites_a_record_once"),)

    def __str__(self) -> str:
        return f"{self.change_id} {self.record_id} {self.state}"


class AuthorityFile(models.Model):
    """A file of authority records that was taken in, and what came of it."""

    file_name = models.CharField()
    file_digest = models.CharField(max_length=64)  # SHA-256, hexadecimal
    counts = models.JSONField(default=dict)  # services.files.Taken
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name
