"""Passwords of catalogues elsewhere are kept sealed; back again, they stand open as before."""

from django.db import migrations, models

from lienthu.common.sealing import opened, seal


def seal_all(apps, schema_editor):
    for target in apps.get_model("cataloguing", "Target").objects.using(schema_editor.connection.alias):
        if target.password:
            target.sealed_password = seal(target.password)
            target.save(update_fields=["sealed_password"])


def open_all(apps, schema_editor):
    for target in apps.get_model("cataloguing", "Target").objects.using(schema_editor.connection.alias):
        if target.sealed_password:
            target.password = opened(target.sealed_password)
            target.save(update_fields=["password"])


class Migration(migrations.Migration):
    dependencies = [
        ("cataloguing", "0003_targets"),
    ]

    operations = [
        migrations.AddField(
            model_name="target",
            name="sealed_password",
            field=models.TextField(blank=True, default="", verbose_name="password"),
        ),
        migrations.RunPython(seal_all, open_all),
        migrations.RemoveField(model_name="target", name="password"),
    ]
