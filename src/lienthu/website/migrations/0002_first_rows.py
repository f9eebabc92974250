"""The root of all pages, the languages and the root of collections; nothing of what Wagtail would begin with."""

from django.conf import settings
from django.db import migrations

PATH = "0001"


def write(apps, schema_editor):
    def rows(name):
        return apps.get_model(name).objects.using(schema_editor.connection.alias)

    pages, collections, locales = rows("wagtailcore.Page"), rows("wagtailcore.Collection"), rows("wagtailcore.Locale")
    rows("wagtailcore.Site").all().delete()
    rows("wagtailcore.WorkflowPage").all().delete()
    rows("wagtailcore.WorkflowTask").all().delete()
    rows("wagtailcore.WorkflowContentType").all().delete()
    rows("wagtailcore.Workflow").all().delete()
    rows("wagtailcore.GroupApprovalTask").all().delete()
    rows("wagtailcore.Task").all().delete()
    rows("wagtailcore.GroupPagePermission").all().delete()
    rows("wagtailcore.GroupCollectionPermission").all().delete()
    rows("auth.Group").filter(name__in=("Moderators", "Editors")).delete()
    for code, _name in settings.LANGUAGES:
        locales.get_or_create(language_code=code)
    kind, _made = rows("contenttypes.ContentType").get_or_create(app_label="wagtailcore", model="page")
    first = locales.get(language_code=settings.LANGUAGE_CODE)
    pages.filter(depth__gt=1).delete()
    if not pages.exists():
        root = pages.model(
            title="Mọi trang",
            draft_title="Mọi trang",
            slug="root",
            content_type_id=kind.pk,
            path=PATH,
            depth=1,
            numchild=0,
            url_path="/",
            locale_id=first.pk,
        )
        pages.bulk_create([root])  # `create` would look for others of its path in the default database
    pages.filter(depth=1).update(numchild=0, locale_id=first.pk)
    if not collections.exists():
        collections.create(name="Mọi bộ sưu tập", path=PATH, depth=1, numchild=0)


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
