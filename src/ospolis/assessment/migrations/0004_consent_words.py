"""What an office adds, in its own words, to what every respondent reads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_tables")]

    operations = [
        migrations.AddField(model_name="campaign", name="consent", field=models.TextField(blank=True)),
    ]
