from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0004_pictures_without_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="honour",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
