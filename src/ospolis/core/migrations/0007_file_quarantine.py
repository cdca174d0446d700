"""Files get a state, a key and a purpose. What was there before was let in by the rules of then, and stays so."""

from django.db import migrations, models

import ospolis.core.files.models


def give_keys(apps, schema_editor):
    """Give each row that is there a key of its own."""
    rows = apps.get_model("core", "StoredFile").objects
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator():
        rows.filter(pk=pk).update(key=ospolis.core.files.models.new_key(), judged_at=models.F("added_at"))


class Migration(migrations.Migration):
    dependencies = [("core", "0006_signed_heads")]

    operations = [
        migrations.AddField("StoredFile", "key", models.CharField(max_length=32, default="")),
        migrations.AddField(
            "StoredFile",
            "state",
            models.CharField(
                choices=[("quarantined", "being looked at"), ("cleared", "cleared"), ("refused", "refused")],
                default="cleared",
                max_length=12,
            ),
        ),
        migrations.AddField(
            "StoredFile", "fault", models.CharField(blank=True, max_length=20, default=""), preserve_default=False
        ),
        migrations.AddField("StoredFile", "judged_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "StoredFile", "purpose", models.CharField(blank=True, max_length=40, default=""), preserve_default=False
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            "StoredFile",
            "key",
            models.CharField(default=ospolis.core.files.models.new_key, max_length=32, unique=True),
        ),
        migrations.AlterField(
            "StoredFile",
            "state",
            models.CharField(
                choices=[("quarantined", "being looked at"), ("cleared", "cleared"), ("refused", "refused")],
                default="quarantined",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            "StoredFile", models.Index(fields=["state", "added_at"], name="core_file_state")
        ),
    ]
