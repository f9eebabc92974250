from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contests", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name=model,
            name=name,
            field=models.CharField(blank=True, default="", max_length=120, verbose_name=label),
            preserve_default=False,
        )
        for model in ("contest", "sportsday")
        for name, label in (("signer", "signed by"), ("signer_title", "position of the signer"))
    ]
