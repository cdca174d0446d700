from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_search_indexes")]
    operations = [
        migrations.CreateModel(
            name="CacheRow",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "core_cache"},
        ),
        migrations.CreateModel(
            name="TryCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32)),
                ("slot", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("ends", models.DateTimeField()),
            ],
            options={
                "ordering": ["slot", "id"],
                "indexes": [models.Index(fields=["ends"], name="core_try_count_ends")],
                "constraints": [models.UniqueConstraint(fields=("key", "slot"), name="core_try_count_once")],
            },
        ),
    ]
