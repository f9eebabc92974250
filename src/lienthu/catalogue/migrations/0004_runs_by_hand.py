from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_rules_of_match_keys")]

    operations = [
        migrations.AddField(
            "importrun",
            "kind",
            models.CharField(choices=[("file", "file"), ("by_hand", "by hand")], default="file", max_length=10),
        )
    ]
