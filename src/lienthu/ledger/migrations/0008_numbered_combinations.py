from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING

from lienthu.common import schema
from lienthu.ledger.rules import number
from lienthu.ledger.services import telling

KINDS = (
    ("check_out", "check-out"),
    ("renewal", "renewal"),
    ("check_in", "check-in"),
    ("in_house_use", "use in the house"),
    ("hold_placed", "hold placed"),
    ("hold_filled", "hold filled by a loan"),
    ("visit", "visit"),
    ("internet_session", "computer or internet session"),
    ("card_issued", "card issued"),
    ("card_renewed", "card renewed"),
    ("record_catalogued", "record catalogued"),
    ("copy_added", "copy added"),
    ("copy_withdrawn", "copy withdrawn"),
    ("copy_lost", "copy lost"),
    ("gift_received", "gift received, in copies"),
    ("transfer_sent", "copy sent to another library"),
    ("transfer_received", "copy received from another library"),
    ("rotation_round", "set of books placed at a deposit site"),
    ("rotation_sent", "copy sent in rotation"),
    ("rotation_received", "copy received at a deposit site"),
    ("rotation_returned", "copy back from rotation"),
    ("trip", "trip of the mobile library"),
    ("stop_served", "stop served by the mobile library"),
    ("gift_given", "gift given, in copies"),
    ("exhibition", "exhibition or display of books"),
    ("news_item", "news item published"),
    ("course", "training course held"),
    ("course_participant", "participant in a training course"),
    ("contest", "contest held"),
    ("prize", "prize won in a contest"),
    ("conference", "conference held"),
    ("delegate", "delegate at a conference"),
)
CHANNELS = (("physical", "on the spot"), ("online", "online"))
AGES = (("adult", "adult"), ("child", "child"), ("", "not said"))
COMBINED = "kind, owner, host, site, trip, age_band, material, channel"
MONTHS = """
INSERT INTO ledger_monthlysum (kind, month, host, owner, age_band, channel, on_trip, quantity, events)
SELECT kind, MONTH, host, owner, age_band, channel, (trip > 0), SUM(quantity), SUM(events)
FROM ledger_dailysum JOIN ledger_combination ON ledger_combination.id = combination_id
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
YEARS = """
INSERT INTO ledger_yearlysum (kind, year, host, owner, age_band, channel, on_trip, quantity, events)
SELECT kind, YEAR, host, owner, age_band, channel, on_trip, SUM(quantity), SUM(events) FROM ledger_monthlysum
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
AT_ONCE = 1_000_000  # entries that are numbered before it is told how far that is: half a minute
SUMS = ("ledger_dailysum", "ledger_monthlysum", "ledger_yearlysum")


def add_up(apps, schema_editor):
    """The numbers and the sums of what was booked before."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    month = "substr(booked_on, 1, 7) || '-01'" if sqlite else "date_trunc('month', booked_on)::date"
    year = "substr(month, 1, 4) || '-01-01'" if sqlite else "date_trunc('year', month)::date"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id), COUNT(*) FROM ledger_event")
        last, total = cursor.fetchone()
        if not total:
            return
        telling.begun(total)
        cursor.execute(f"SELECT DISTINCT {COMBINED} FROM ledger_event")  # noqa: S608 our names
        found = cursor.fetchall()
        cursor.executemany(
            f"INSERT INTO ledger_combination (id, broad, {COMBINED}) VALUES ({', '.join(['%s'] * 10)})",  # noqa: S608 our names
            [(number(row), number(broad_of(*row)), *row) for row in found],
        )
        if sqlite:
            cursor.execute(f"CREATE UNIQUE INDEX ledger_numbered ON ledger_combination ({COMBINED})")
        else:
            cursor.execute("ANALYZE ledger_combination")
        same = " AND ".join(f"c.{name} = ledger_event.{name}" for name in COMBINED.split(", "))
        for first in range(1, last + 1, AT_ONCE):
            cursor.execute(
                f"UPDATE ledger_event SET combination_id = c.id FROM ledger_combination c WHERE {same} "  # noqa: S608 our names
                "AND ledger_event.id >= %s AND ledger_event.id < %s",
                [first, first + AT_ONCE],
            )
            telling.gone_through(min(first + AT_ONCE - 1, last), last)
        if sqlite:
            cursor.execute("DROP INDEX ledger_numbered")
        telling.adding_up()
        cursor.execute(
            "INSERT INTO ledger_dailysum (combination_id, booked_on, quantity, events) "
            "SELECT combination_id, booked_on, SUM(quantity), COUNT(*) FROM ledger_event GROUP BY 1, 2 ORDER BY 1, 2"
        )
        cursor.execute(MONTHS.replace("MONTH", month))
        cursor.execute(YEARS.replace("YEAR", year))
        telling.indexing()


def broad_of(kind, owner, host, site, trip, age_band, material, channel):
    return kind, host, owner, age_band, channel, trip > 0


def broad():
    return [
        ("kind", models.CharField(choices=KINDS, max_length=30, verbose_name="kind")),
        ("owner", models.BigIntegerField(default=0)),
        ("host", models.BigIntegerField(default=0)),
        ("age_band", models.CharField(blank=True, choices=AGES, max_length=10, verbose_name="age band")),
        ("channel", models.CharField(choices=CHANNELS, default="physical", max_length=10, verbose_name="channel")),
    ]


def sums_of(period, name, index):
    """The table of the sums of months, or of years."""
    key = ("kind", period, "host", "owner", "age_band", "channel", "on_trip")
    return migrations.CreateModel(
        name=name,
        fields=[
            *broad(),
            (
                "pk",
                models.CompositePrimaryKey(*key, blank=True, editable=False, primary_key=True, serialize=False),
            ),
            (period, models.DateField()),
            ("on_trip", models.BooleanField(default=False)),
            ("quantity", models.BigIntegerField()),
            ("events", models.PositiveIntegerField()),
        ],
        options={"ordering": (period,), "indexes": [models.Index(fields=["host", period], name=index)]},
    )


def combination(**more):
    return models.ForeignKey("ledger.combination", db_constraint=False, db_index=False, on_delete=DO_NOTHING, **more)


class Migration(migrations.Migration):
    """Going back leaves the sums empty: `ledger rebuild` makes them again."""

    dependencies = [
        ("ledger", "0007_years_and_beginnings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Combination",
            fields=[
                *broad(),
                ("site", models.BigIntegerField(default=0)),
                ("trip", models.BigIntegerField(default=0)),
                ("material", models.CharField(blank=True, max_length=20, verbose_name="kind of material")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("broad", models.BigIntegerField()),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["kind", "host"], name="combinations_of_a_kind"),
                    models.Index(fields=["host"], name="combinations_of_a_host"),
                    models.Index(fields=["owner"], name="combinations_of_an_owner"),
                    models.Index(fields=["site", "kind"], name="combinations_of_a_site"),
                    models.Index(fields=["trip"], name="combinations_of_a_trip", condition=models.Q(("trip__gt", 0))),
                ],
            },
        ),
        migrations.AddField(model_name="event", name="combination", field=combination(null=True, related_name="+")),
        migrations.DeleteModel(name="DailySum"),
        migrations.DeleteModel(name="MonthlySum"),
        migrations.DeleteModel(name="YearlySum"),
        migrations.CreateModel(
            name="DailySum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "combination", "booked_on", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("combination", combination(related_name="days")),
                ("booked_on", models.DateField(verbose_name="booked on")),
                ("quantity", models.BigIntegerField()),
                ("events", models.PositiveIntegerField()),
            ],
            options={"ordering": ("booked_on", "combination")},
        ),
        sums_of("month", "MonthlySum", "months_of_a_host"),
        sums_of("year", "YearlySum", "years_of_a_host"),
        migrations.RunPython(schema.kept_in_order(*SUMS), migrations.RunPython.noop),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="event", name="events_of_a_day"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["kind", "booked_on", "host", "owner", "site", "material", "quantity"], name="events_of_a_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["combination", "booked_on", "quantity"], name="events_of_a_sum"),
        ),
    ]
