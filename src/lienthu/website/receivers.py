"""What follows when a page appears, changes or goes."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from lienthu.website.models import HomePage, NewsPage, PublicSite
from lienthu.website.models.addresses import root_of
from lienthu.website.services import publishing, rights, sites


@receiver(page_published)
def appeared(instance: Page, **_more: Any) -> None:
    page = instance.specific
    if isinstance(page, NewsPage):
        publishing.book_news(page=page, at=timezone.now())
    if isinstance(page, HomePage) and (site := PublicSite.objects.filter(home=page).first()):
        rights.name_review(site)
    sites.touch(root_of(page.url_path).code)


@receiver((page_unpublished, page_slug_changed))
def went(instance: Page, **_more: Any) -> None:
    sites.touch(root_of(instance.url_path).code)


@receiver(post_page_move)
def moved(url_path_before: str, url_path_after: str, **_more: Any) -> None:
    for path in {url_path_before, url_path_after}:
        sites.touch(root_of(path).code)


@receiver(post_save, sender=HomePage)
def translated(instance: HomePage, created: bool, **_more: Any) -> None:  # noqa: FBT001 as Django calls it
    """A home in another language: its site's people work on it as on the first."""
    home = instance
    if not created:
        return
    site = PublicSite.objects.filter(home__translation_key=home.translation_key).first()
    if site is not None and home.pk != site.home_id:
        rights.open_to_groups(site, [home], site.collection)
        rights.review_by_editors(site, [home])


def quiet_mail() -> None:
    """Wagtail would write to people itself. Who has something to look through sees it on their home (today.py)."""
    for signal, sender, uid in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
    ):
        signal.disconnect(sender=sender, dispatch_uid=uid)
