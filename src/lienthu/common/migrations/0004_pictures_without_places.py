"""Pictures that were stored as they came are made anew once: where they were taken, which a telephone writes into them,
does not stay. A file that cannot be read is left alone; running it again does no harm."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Where rooms kept pictures as they came; the others have always made them anew.
FOLDERS = ("awards", "governance", "patrons", "returns", "rotation", "training", "trips")
ENDINGS = {".jpg", ".png", ".webp"}


def make_anew(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from lienthu.common.pictures import bare

    for folder in FOLDERS:
        for path in sorted((Path(settings.UPLOADS) / folder).rglob("*")):
            if path.suffix not in ENDINGS or not path.is_file():
                continue
            with suppress(OSError, ValueError):
                made = bare(path.read_bytes())
                beside = path.with_name(f"{path.name}.new")
                beside.write_bytes(made)
                beside.replace(path)


class Migration(migrations.Migration):
    dependencies = (("common", "0003_certificates"),)

    operations = (migrations.RunPython(make_anew, migrations.RunPython.noop),)
