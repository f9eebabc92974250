from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_desk_roles"),
    ]

    operations = [
        migrations.AlterField(
            model_name="role",
            name="kind",
            field=models.CharField(
                choices=[
                    ("director", "director"),
                    ("cataloguer", "cataloguer"),
                    ("circulation", "circulation librarian"),
                    ("rotation", "rotation librarian"),
                    ("mobile_crew", "mobile library crew"),
                    ("guard", "guard at the door"),
                    ("reporter", "reporter"),
                    ("secretary", "federation secretary"),
                    ("system", "system administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
    ]
