from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_runs_by_hand")]

    operations = [migrations.AddField("copy", "by_hand", models.BooleanField(db_default=False, default=False))]
