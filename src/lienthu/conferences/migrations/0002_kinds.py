"""The kinds of conferences that federations hold; a hub edits them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = (
    ("annual", "Hội nghị tổng kết năm", 10),
    ("interim", "Hội nghị sơ kết", 20),
    ("mid-term", "Hội nghị giao ban giữa nhiệm kỳ", 30),
    ("end-of-term", "Hội nghị tổng kết nhiệm kỳ", 40),
)


def put(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    kinds = apps.get_model("conferences", "ConferenceKind").objects.using(schema_editor.connection.alias)
    for key, name, rank in KINDS:
        kinds.get_or_create(key=key, defaults={"name": name, "rank": rank})


class Migration(migrations.Migration):
    dependencies = [("conferences", "0001_initial")]
    operations = [migrations.RunPython(put, migrations.RunPython.noop)]
