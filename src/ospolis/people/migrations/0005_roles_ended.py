from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0004_folded_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="rolegrant",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="end_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
