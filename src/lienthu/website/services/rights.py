"""Who may do what on which site, for Wagtail: groups that follow from the roles, never given by hand.

Wagtail reads rights from groups: each site has one of writers and one of editors. Whoever opens its pages is first put
into exactly the groups that their roles give at this moment (`keep_in_step`), so a role that was taken away opens
nothing any more, and nobody is managed twice.
"""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from lienthu.accounts.models import User
from lienthu.common.access import allowed
from lienthu.website.models import HomePage, PublicSite
from lienthu.website.permissions import PUBLISH, WRITE

PAGES: Final = {WRITE: ("add",), PUBLISH: ("add", "change", "publish", "lock", "unlock", "bulk_delete")}
PICTURES: Final = {WRITE: ("add", "choose"), PUBLISH: ("add", "change", "choose")}
START: Final = "website:"


def group_of(site: PublicSite, action: str) -> str:
    return f"{START}{site.code}:{action.rpartition('.')[2]}"


def open_to_groups(site: PublicSite, homes: Iterable[Page], collection: Collection) -> None:
    """Make the site's groups, with their rights over its pages and pictures. Safe to repeat, for a further home."""
    for action, verbs in PAGES.items():
        group, _made = Group.objects.get_or_create(name=group_of(site, action))
        for home in homes:
            for permission in _of(Page, verbs, "page"):
                GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
        for permission in _of(Image, PICTURES[action], "image"):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def review_by_editors(site: PublicSite, homes: Iterable[Page]) -> None:
    """What writers hand in on these pages waits for the site's editors."""
    known = WorkflowPage.objects.filter(page=site.home_id).select_related("workflow").first()
    if known is None:
        workflow = Workflow.objects.create()
        task = GroupApprovalTask.objects.create()
        task.groups.add(Group.objects.get(name=group_of(site, PUBLISH)))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    else:
        workflow = known.workflow
    for home in homes:
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
    name_review(site)


def name_review(site: PublicSite) -> None:
    """Call it as people read it, by what the site is called now; in the sites' own language, as its first sections."""
    title = HomePage.objects.values_list("title", flat=True).get(pk=site.home_id)
    at_home = WorkflowPage.objects.filter(page=site.home_id).values("workflow")
    Workflow.objects.filter(pk__in=at_home).update(name=f"Duyệt bài của {title}"[:255])
    tasks = WorkflowTask.objects.filter(workflow__in=at_home).values("task")
    Task.objects.filter(pk__in=tasks).update(name=f"Ban biên tập {title}"[:255])


@transaction.atomic
def keep_in_step(*, user: User) -> set[str]:
    """Put the person into the groups of the sites that their roles reach now, and out of all others; returns them."""
    wanted = {
        group_of(site, action)
        for site in PublicSite.objects.select_related("organisation")
        for action in (WRITE, PUBLISH)
        if allowed(user, action, site.organisation)
    }
    held = {group.name: group for group in user.groups.all()}
    if wanted != set(held):
        user.groups.set(Group.objects.filter(name__in=wanted))
    return wanted


def _of(model: type, verbs: Iterable[str], name: str) -> Iterable[Permission]:
    names = [f"{verb}_{name}" for verb in verbs]
    kind = ContentType.objects.get_for_model(model)
    return Permission.objects.filter(content_type=kind, codename__in=names)
