"""Papers: handed in, returned with remarks, accepted, scheduled into the programme, published."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, uploads
from lienthu.conferences.errors import PaperRefused
from lienthu.conferences.models import Conference, Item, Paper, PaperStep
from lienthu.conferences.services import programme
from lienthu.conferences.services.planning import held_open
from lienthu.federation.models import Organisation
from lienthu.registry.rules import reading, searching

State = Paper.State
FOLDER = "conferences"
LARGEST = 20_000_000  # bytes of a paper
SUFFIXES = {"application/pdf": ".pdf", uploads.WORD: ".docx"}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of a paper."""

    title: str
    author: str
    author_title: str = ""
    abstract: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Sender:
    """Who hands it in: somebody with an account, or the name that an address was made for."""

    actor: User | None
    name: str = ""


@transaction.atomic
def hand_in(
    *, conference: Conference, member: Organisation | None, facts: Facts, upload: "UploadedFile[Any] | None",
    sender: Sender, at: datetime,
) -> Paper:  # fmt: skip
    """A paper of a member, or of a guest body (`facts.unit`). Raises PaperRefused, naming the field."""
    row = held_open(conference)
    if member is None and not facts.unit.strip():
        raise PaperRefused("no_unit", _("Say which unit the paper is from."), field="unit")
    made = Paper(conference=row, organisation=member, handed_in_at=at)
    _say(made, facts)
    made.save()
    if upload is not None:
        _keep_file(made, upload)
    _step(made, State.HANDED_IN, "", sender, at)
    after = {"title": made.title, "author": made.author, "file": made.file_name}
    audit.record(actor=sender.actor, at=at, action="paper.handed_in", thing=made, before=None, after=after)
    return made


@transaction.atomic
def hand_in_again(
    *, paper: Paper, facts: Facts, upload: "UploadedFile[Any] | None", sender: Sender, at: datetime
) -> Paper:
    """A better text of the same paper, until it is accepted."""
    kept = _held(paper, State.HANDED_IN, State.RETURNED)
    _say(kept, facts)
    kept.state, kept.handed_in_at = State.HANDED_IN, at
    kept.save()
    if upload is not None:
        _keep_file(kept, upload)
    _step(kept, State.HANDED_IN, "", sender, at)
    after = {"title": kept.title, "file": kept.file_name}
    audit.record(actor=sender.actor, at=at, action="paper.handed_in", thing=kept, before=None, after=after)
    return kept


def _say(paper: Paper, facts: Facts) -> None:
    title, author = " ".join(facts.title.split()), " ".join(facts.author.split())
    if not title:
        raise PaperRefused("no_title", _("Write the title of the paper."), field="title")
    if not author:
        raise PaperRefused("no_author", _("Write who gives the paper."), field="author")
    paper.title, paper.author, paper.author_title = title, author, facts.author_title.strip()
    paper.abstract, paper.unit = facts.abstract.strip(), facts.unit.strip() if paper.organisation_id is None else ""
    _have_found(paper)


def _have_found(paper: Paper) -> None:
    """Search finds it by what is said of it and by the words of its file."""
    words = searching.forms(paper.title, paper.author, paper.author_title, paper.abstract, paper.text)
    paper.marked, paper.folded = words["marked"], words["folded"]


def _keep_file(paper: Paper, upload: "UploadedFile[Any]") -> None:
    if (upload.size or 0) > LARGEST:
        raise PaperRefused("too_large", _("The file is larger than 20 MB. Make its pictures smaller."), field="file")
    kind = uploads.document_type(upload)
    if kind is None:
        message = _("This is neither a Word document (.docx) nor a PDF. Save it as one of the two.")
        raise PaperRefused("no_document", message, field="file")
    paper.path = uploads.keep(upload, folder=FOLDER, of=paper.pk, suffix=SUFFIXES[kind])
    paper.file_name, paper.media_type = uploads.called(upload, paper.path), kind
    upload.seek(0)
    paper.text = reading.words_in(upload.read(), kind)
    _have_found(paper)
    paper.save(update_fields=("path", "file_name", "media_type", "text", "marked", "folded"))


def _held(paper: Paper, *states: str) -> Paper:
    held_open(paper.conference)
    kept = Paper.objects.select_for_update().get(pk=paper.pk)
    if kept.state not in states:
        message = _("The paper is %(state)s; that is not possible any more, or not yet.")
        raise PaperRefused("wrong_state", message % {"state": kept.get_state_display()})
    return kept


def _step(paper: Paper, state: str, remarks: str, sender: Sender, at: datetime) -> None:
    PaperStep.objects.create(paper=paper, state=state, remarks=remarks, at=at, by=sender.actor, name=sender.name)


@transaction.atomic
def send_back(*, paper: Paper, remarks: str, actor: User | None, at: datetime) -> Paper:
    """Back to its author, with what should be better."""
    kept = _held(paper, State.HANDED_IN)
    if not remarks.strip():
        raise PaperRefused("no_remarks", _("Write what should be better."), field="remarks")
    return _moved(kept, State.RETURNED, "paper.returned", remarks.strip(), actor, at)


@transaction.atomic
def accept(*, paper: Paper, remarks: str, actor: User | None, at: datetime) -> Paper:
    """It is given at the conference."""
    return _moved(
        _held(paper, State.HANDED_IN, State.RETURNED), State.ACCEPTED, "paper.accepted", remarks.strip(), actor, at
    )


@transaction.atomic
def withdraw(*, paper: Paper, actor: User | None, at: datetime) -> Paper:
    """Its author takes it back; it leaves programme, speaking list and public page."""
    kept = _held(paper, State.HANDED_IN, State.RETURNED, State.ACCEPTED)
    item, kept.item, kept.is_published = kept.item, None, False
    kept.save(update_fields=("item", "is_published"))
    if item is not None:
        programme.remove(item=item, actor=actor, at=at)
    kept.conference.speeches.filter(paper=kept, state="waiting").delete()
    return _moved(kept, State.WITHDRAWN, "paper.withdrawn", "", actor, at)


def _moved(paper: Paper, state: Paper.State, action: str, remarks: str, actor: User | None, at: datetime) -> Paper:
    before, paper.state = {"state": paper.state}, state
    paper.save(update_fields=("state",))
    _step(paper, state, remarks, Sender(actor), at)
    audit.record(
        actor=actor, at=at, action=action, thing=paper, before=before, after={"state": state}, reason=remarks[:500]
    )
    return paper


@transaction.atomic
def schedule(*, paper: Paper, slot: programme.Slot, actor: User | None, at: datetime) -> Item:
    """Put an accepted paper into the programme, or at another time of it."""
    kept = _held(paper, State.ACCEPTED)
    who = ", ".join(part for part in (kept.author, kept.author_title) if part)
    item = programme.put(
        conference=kept.conference, item=kept.item, on=slot.on, begins=slot.begins, ends=slot.ends,
        kind=Item.Kind.PAPER, title=kept.title[:250], speaker=who[:250], place="", is_public=True, position=None,
        actor=actor, at=at,
    )  # fmt: skip
    kept.item = item
    kept.save(update_fields=("item",))
    return item


@transaction.atomic
def publish(*, paper: Paper, public: bool, actor: User | None, at: datetime) -> Paper:
    """Whether everybody can read it on the conference's public page; also once the conference is closed."""
    held_open(paper.conference, *Conference.OPEN, Conference.State.CLOSED)
    kept = Paper.objects.select_for_update().get(pk=paper.pk)
    if kept.state != State.ACCEPTED:
        raise PaperRefused("not_accepted", _("Only a paper that was accepted is published."))
    before, kept.is_published = {"is_published": kept.is_published}, public
    kept.save(update_fields=("is_published",))
    after = {"is_published": public}
    audit.record(actor=actor, at=at, action="paper.published", thing=kept, before=before, after=after)
    return kept
