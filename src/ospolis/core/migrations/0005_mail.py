import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_counts_and_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="BouncedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_digest", models.CharField(max_length=40, unique=True)),
                ("is_permanent", models.BooleanField(default=False)),
                ("count", models.PositiveIntegerField(default=0)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-last_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="MailPreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=80)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("single", "each letter at once"),
                            ("daily", "one letter a day"),
                            ("weekly", "one letter a week"),
                            ("none", "no letters"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["reader", "kind"],
                "constraints": [models.UniqueConstraint(fields=("reader", "kind"), name="core_mail_preference_once")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("kind", models.CharField(max_length=80)),
                ("reader", models.CharField(max_length=80)),
                ("to", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(max_length=35)),
                ("subject", models.CharField(blank=True, max_length=150)),
                ("body", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "being sent"),
                            ("held", "held for a digest"),
                            ("digested", "part of a digest"),
                            ("sent", "sent"),
                            ("refused", "refused"),
                            ("set_aside", "set aside"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("asked_by", models.CharField(max_length=80)),
                ("queued_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "digest",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.letter"
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-id"],
                "indexes": [
                    models.Index(fields=["state", "next_try_at"], name="core_letter_due"),
                    models.Index(fields=["reader", "state"], name="core_letter_reader"),
                    models.Index(fields=["state", "ended_at"], name="core_letter_ended"),
                ],
            },
        ),
    ]
