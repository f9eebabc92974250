from importlib import import_module

from django.db import migrations, models

from lienthu.common import schema
from lienthu.ledger.services import telling

BEFORE = import_module("lienthu.ledger.migrations.0008_numbered_combinations")
KEY = ("kind", "year", "material", "host", "owner", "age_band", "channel", "on_trip")
SUMS = """
INSERT INTO ledger_materialsum (kind, year, material, host, owner, age_band, channel, on_trip, quantity, events)
SELECT kind, YEAR, material, host, owner, age_band, channel, (trip > 0), SUM(quantity), SUM(events)
FROM ledger_dailysum JOIN ledger_combination ON ledger_combination.id = combination_id
WHERE material <> 'book' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""


def add_up(apps, schema_editor):
    """The sums of what was booked before."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_dailysum LIMIT 1")
        if cursor.fetchone():
            telling.adding_up()
            year = "substr(booked_on, 1, 4) || '-01-01'" if sqlite else "date_trunc('year', booked_on)::date"
            cursor.execute(SUMS.replace("YEAR", year))


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0008_numbered_combinations"),
    ]

    operations = [
        migrations.CreateModel(
            name="MaterialSum",
            fields=[
                *BEFORE.broad(),
                (
                    "pk",
                    models.CompositePrimaryKey(*KEY, blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("year", models.DateField()),
                ("on_trip", models.BooleanField(default=False)),
                ("material", models.CharField(blank=True, max_length=20, verbose_name="kind of material")),
                ("quantity", models.BigIntegerField()),
                ("events", models.PositiveIntegerField()),
            ],
            options={"ordering": ("year",)},
        ),
        migrations.RunPython(schema.kept_in_order("ledger_materialsum"), migrations.RunPython.noop),
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
