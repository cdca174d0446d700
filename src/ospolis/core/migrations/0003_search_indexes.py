from django.db import migrations

from ospolis.core.search.indexes import install_indexes, remove_indexes


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_guards")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: install_indexes(editor.connection),
            lambda apps, editor: remove_indexes(editor.connection),
        )
    ]
