"""A kind of file more: what readers wait for. Only the choices change, not the tables."""

from django.db import migrations, models

KINDS = [
    ("patrons", "readers"),
    ("copies", "copies"),
    ("loans", "open loans"),
    ("holds", "what readers wait for"),
    ("koha", "a Koha export"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_intakes"),
    ]

    operations = [
        migrations.AlterField(model_name=name, name="kind", field=models.CharField(choices=KINDS, max_length=10))
        for name in ("profile", "intake", "taken")
    ]
