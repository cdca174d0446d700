"""Banks in other languages; and contradictions that know by the questions of which bank they were found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_results")]

    operations = [
        # Two offices may install the same files, each for itself.
        migrations.AlterField(model_name="bank", name="digest", field=models.CharField(max_length=32)),
        migrations.AddIndex(model_name="bank", index=models.Index(fields=["digest"], name="bank_by_files")),
        migrations.AddConstraint(
            model_name="bank", constraint=models.UniqueConstraint(fields=("realm", "digest"), name="bank_files_once")
        ),
        migrations.CreateModel(
            name="BankWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("realm", models.CharField(blank=True, max_length=64)),
                ("bank_code", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=16)),
                ("digest", models.CharField(max_length=32)),
                ("content", models.TextField()),
                ("installed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank_code", "language", "realm", "-id"],
                "indexes": [models.Index(fields=["bank_code", "language"], name="bank_words_of_language")],
            },
        ),
        migrations.AddField(
            model_name="contradiction", name="bank_code", field=models.CharField(default="core", max_length=64)
        ),
        migrations.RemoveConstraint(model_name="contradiction", name="contradiction_once"),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.UniqueConstraint(
                fields=("institution", "bank_code", "item", "flag"), name="contradiction_once"
            ),
        ),
    ]
