from django.db import migrations, models
from django.db.models import F, Q

NAME = "a_figure_is_there_or_said_not_to_be"


class Migration(migrations.Migration):
    """A sum that follows from corrected parts keeps its own computed figure beside it."""

    dependencies = [("returns", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="entry", name=NAME),
        migrations.AlterField(
            model_name="entry",
            name="state",
            field=models.CharField(
                choices=[
                    ("empty", "not answered yet"),
                    ("computed", "as computed"),
                    ("worked", "follows from its parts"),
                    ("typed", "typed in"),
                    ("not_available", "not available"),
                ],
                default="empty",
                max_length=14,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=Q(state__in=("empty", "not_available"), value=None)
                | Q(state__in=("typed", "worked"), value__isnull=False)
                | Q(state="computed", value=F("computed"), value__isnull=False),
                name=NAME,
            ),
        ),
    ]
