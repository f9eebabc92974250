"""Films and sounds with entries, prizes of every round, equals parted by the jury, answers by a signed address.

Every entrant who is there gets the key of an address; whoever goes back loses the answers' names and the keys.
"""

from typing import Any

from django.db import migrations, models
from django.utils.crypto import get_random_string


def keys(apps: Any, _editor: Any) -> None:
    entrants = apps.get_model("contests", "Entrant").objects
    for pk in list(entrants.filter(key="").values_list("pk", flat=True)):
        entrants.filter(pk=pk).update(key=get_random_string(24))


class Migration(migrations.Migration):
    dependencies = [
        ("contests", "0002_signer_of_certificates"),
    ]

    operations = [
        migrations.AddField(
            model_name="entrant",
            name="key",
            field=models.CharField(default="", max_length=24),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entrantconsent",
            name="signed_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="name of who answered"),
        ),
        migrations.AddField(
            model_name="medium",
            name="poster",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="performance",
            name="ahead",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="round",
            name="scale",
            field=models.JSONField(default=list, verbose_name="prizes"),
        ),
        migrations.AlterField(
            model_name="entrantconsent",
            name="form",
            field=models.CharField(
                choices=[
                    ("paper", "signed on paper"),
                    ("desk", "said at the desk"),
                    ("link", "answered by the address"),
                ],
                default="paper",
                max_length=10,
                verbose_name="form",
            ),
        ),
        migrations.RunPython(keys, migrations.RunPython.noop),
        migrations.AlterField(model_name="entrant", name="key", field=models.CharField(max_length=24, unique=True)),
    ]
