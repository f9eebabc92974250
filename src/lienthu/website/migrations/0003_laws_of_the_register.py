"""Legal documents are those of the register: sections list them; what stood on pages of its own becomes a document."""

from django.db import migrations, models


def keep_as_documents(apps, _editor):
    get = apps.get_model
    Page, Revision, ContentType = get("wagtailcore.Page"), get("wagtailcore.Revision"), get("contenttypes.ContentType")
    get("website.SectionPage").objects.filter(slug="van-ban").update(shows_laws=True)
    try:
        Legal, Document = get("website.LegalDocumentPage"), get("website.DocumentPage")
    except LookupError:  # a new hub is made from the tables as they are now (common/schema.py)
        return
    rows = list(Legal.objects.all())
    if not rows:
        return
    old = ContentType.objects.get(app_label="website", model="legaldocumentpage")
    new, _made = ContentType.objects.get_or_create(app_label="website", model="documentpage")
    for row in rows:
        until = f"; hết hiệu lực từ ngày {row.valid_to:%d/%m/%Y}" if row.valid_to else ""
        since = f"; có hiệu lực từ ngày {row.valid_from:%d/%m/%Y}" if row.valid_from else ""
        said = " ".join(part for part in (row.lead, f"{row.issuer}{since}{until}.", row.text_url) if part)
        made = Document(page_ptr_id=row.pk, number=row.number, on=row.on, file=row.file, lead=said[:1000], body=[])
        made.save_base(raw=True)
    kept = [row.pk for row in rows]
    Page.objects.filter(pk__in=kept).update(content_type_id=new.pk)
    # Drafts of the old kind cannot be opened as the new one; what was on the site is in the row above.
    Page.objects.filter(pk__in=kept).update(latest_revision_id=None, live_revision_id=None)
    Revision.objects.filter(content_type_id=old.pk, object_id__in=[str(pk) for pk in kept]).delete()


class Migration(migrations.Migration):
    dependencies = [("website", "0002_first_rows")]

    operations = [
        migrations.AddField(
            model_name="sectionpage",
            name="shows_laws",
            field=models.BooleanField(
                default=False,
                help_text="They stand below the section's own pages, as the register of legal documents has them.",
                verbose_name="with the legal documents in force",
            ),
        ),
        migrations.RunPython(keep_as_documents, migrations.RunPython.noop),
        migrations.DeleteModel(name="LegalDocumentPage"),
    ]
