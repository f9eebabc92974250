"""The root of all pages, the languages and the root of collections; nothing of what Wagtail would begin with."""

from django.conf import settings
from django.db import migrations

PATH = "0001"


def write(apps, _editor):
    get = apps.get_model
    Page, Collection, Locale = get("wagtailcore.Page"), get("wagtailcore.Collection"), get("wagtailcore.Locale")
    get("wagtailcore.Site").objects.all().delete()
    get("wagtailcore.WorkflowPage").objects.all().delete()
    get("wagtailcore.WorkflowTask").objects.all().delete()
    get("wagtailcore.WorkflowContentType").objects.all().delete()
    get("wagtailcore.Workflow").objects.all().delete()
    get("wagtailcore.GroupApprovalTask").objects.all().delete()
    get("wagtailcore.Task").objects.all().delete()
    get("wagtailcore.GroupPagePermission").objects.all().delete()
    get("wagtailcore.GroupCollectionPermission").objects.all().delete()
    get("auth.Group").objects.filter(name__in=("Moderators", "Editors")).delete()
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    kind, _made = get("contenttypes.ContentType").objects.get_or_create(app_label="wagtailcore", model="page")
    first = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    Page.objects.filter(depth__gt=1).delete()
    if not Page.objects.exists():
        Page.objects.create(
            title="Root",
            draft_title="Root",
            slug="root",
            content_type_id=kind.pk,
            path=PATH,
            depth=1,
            numchild=0,
            url_path="/",
            locale_id=first.pk,
        )
    Page.objects.filter(depth=1).update(numchild=0, locale_id=first.pk)
    if not Collection.objects.exists():
        Collection.objects.create(name="Root", path=PATH, depth=1, numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
