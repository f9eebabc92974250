from django.db import migrations, models


def note_unknown_rules(apps, schema_editor):
    """Keys that are there were made by rules that nobody noted: version 0, so that `check` tells to make them anew."""
    database = schema_editor.connection.alias
    if apps.get_model("catalogue", "MatchKey").objects.using(database).exists():
        apps.get_model("catalogue", "KeyRules").objects.using(database).create(id=1, version=0)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_copy_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyRules",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                ("making", models.PositiveIntegerField(null=True)),
                ("old_until", models.BigIntegerField(null=True)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.RunPython(note_unknown_rules, migrations.RunPython.noop),
    ]
