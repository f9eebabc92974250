"""The public holidays of Bộ luật Lao động 45/2019/QH14, article 112, as rows of the whole hub that can be changed.

Which five days are Tết, and on which side of 2 September the second day lies, is announced every year; the rows have
what is usual.
"""

import datetime

from django.db import migrations

IN_FORCE = datetime.date(2021, 1, 1)
HOLIDAYS = (
    # reason, calendar, first month and day, last month and day; -1 is the last day of the month
    ("Tết Dương lịch", "solar", 1, 1, 1, 1),
    ("Tết Âm lịch", "lunar", 12, -1, 1, 4),
    ("Giỗ Tổ Hùng Vương", "lunar", 3, 10, 3, 10),
    ("Ngày Chiến thắng", "solar", 4, 30, 4, 30),
    ("Ngày Quốc tế lao động", "solar", 5, 1, 5, 1),
    ("Quốc khánh", "solar", 9, 1, 9, 2),
)


def write_down(apps, schema_editor):
    database = schema_editor.connection.alias
    rows = apps.get_model("calendars", "SpecialDay").objects.using(database)
    for reason, repeats, first_month, first_day, last_month, last_day in HOLIDAYS:
        rows.create(
            reason=reason,
            repeats=repeats,
            first_month=first_month,
            first_day=first_day,
            last_month=last_month,
            last_day_of=last_day,
            valid_from=IN_FORCE,
        )
    apps.get_model("calendars", "Stamp").objects.using(database).create(id=1, drawn=0)


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0001_initial"),
    ]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
