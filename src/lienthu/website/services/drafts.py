"""Beginning an article as a draft: from nothing, or from a thing of another room."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text import RichText

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.lib.vietnamese import fold
from lienthu.website.errors import WebsiteRefused
from lienthu.website.models import NewsPage, Picture, PublicSite, SectionPage
from lienthu.website.pictures import cleaned
from lienthu.website.sources.kinds import Begun, PictureFile


@transaction.atomic
def begin_article(
    *, site: PublicSite, begun: Begun, kind: str = "", number: int | None = None, actor: User | None, at: datetime
) -> NewsPage:
    """A draft below the site's first section of news, with the facts filled in. Raises WebsiteRefused without one.

    Pictures that can no longer be read are left out.
    """
    section = section_for_news(site)
    pictures = [made for each in begun.pictures if (made := take_in(site, each, actor)) is not None]
    page = NewsPage(
        title=begun.title[:255],
        slug=free_slug(section, begun.title),
        on=begun.on,
        lead=begun.lead[:1000],
        picture=pictures[0] if pictures else None,
        picture_caption=pictures[0].title if pictures else "",
        body=_body(begun, pictures[1:]),
        about_kind=kind,
        about_id=number,
        live=False,
        has_unpublished_changes=True,
        locale=section.locale,
        owner=actor,
    )
    section.add_child(instance=page)
    page.save_revision(user=actor)
    after = {"title": page.title, "kind": kind}
    audit.record(
        actor=actor, at=at, action="article.begun", thing=page, before=None, after=after, organisation=site.organisation
    )
    return page


def section_for_news(site: PublicSite) -> SectionPage:
    """Where articles go: the section that has news already, else the first that lists the newest first."""
    sections = SectionPage.objects.child_of(site.home)
    with_news = [each for each in sections if NewsPage.objects.child_of(each).exists()]
    found = with_news or [each for each in sections if each.order == SectionPage.Order.NEWEST]
    if not found:
        message = _("The site has no section for news. Make one below its home page first.")
        raise WebsiteRefused("no_section", message)
    section: SectionPage = found[0]
    return section


def free_slug(parent: Page, title: str) -> str:
    """The title as an address has it, and a number behind it where that is taken."""
    stem = slugify(fold(title))[:80].strip("-") or "bai"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        name for turn in range(1, len(taken) + 2) if (name := stem if turn == 1 else f"{stem}-{turn}") not in taken
    )


def take_in(site: PublicSite, each: PictureFile, actor: User | None) -> Picture | None:
    """Keep a copy of another room's picture among the site's own, cleaned; None where there is none to read."""
    path = Path(settings.UPLOADS) / each.path
    try:
        data = path.read_bytes()
        return keep_picture(site=site, data=data, name=path.name, title=each.caption, actor=actor, origin=each.path)
    except (OSError, ValidationError):
        return None


def keep_picture(*, site: PublicSite, data: bytes, name: str, title: str, actor: User | None, **facts: Any) -> Picture:
    """Keep a picture among the site's. Raises ValidationError where it is none."""
    made = cleaned(SimpleUploadedFile(name, data))
    picture = Picture(title=title[:255] or name, collection=site.collection, uploaded_by_user=actor, **facts)
    picture.file = ImageFile(io.BytesIO(made.read()), name=made.name)
    picture._set_image_file_metadata()
    picture.save()
    return picture


def _body(begun: Begun, pictures: list[Picture]) -> list[tuple[str, Any]]:
    parts: list[tuple[str, Any]] = [("text", RichText(f"<p>{escape(text)}</p>")) for text in begun.paragraphs]
    if begun.facts:
        rows = "\n".join(f"{_cell(name)} | {_cell(value)}" for name, value in begun.facts)
        parts.append(("table", {"caption": "Thông tin chính", "rows": f"Nội dung | Chi tiết\n{rows}"}))
    shown = [{"picture": each, "caption": each.title} for each in pictures]
    if len(shown) > 1:
        parts.append(("gallery", shown))
    elif shown:
        parts.append(("picture", shown[0]))
    return parts


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
