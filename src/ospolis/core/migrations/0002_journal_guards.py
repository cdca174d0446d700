from django.db import migrations

from ospolis.core.journal.guards import install_guards, remove_guards


class Migration(migrations.Migration):
    dependencies = [("core", "0001_tables")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: install_guards(editor.connection),
            lambda apps, editor: remove_guards(editor.connection),
        )
    ]
