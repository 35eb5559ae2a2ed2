from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="batch",
            field=models.CharField(blank=True, default="", max_length=16),
            preserve_default=False,
        )
    ]
