"""Write the folded names and the addresses of people who were there before them."""

from django.db import migrations

from ospolis.people.naming import fold_name


def write_folded_names(apps, schema_editor):
    person = apps.get_model("people", "Person")
    for row in person.objects.filter(folded_name="").select_related("account").iterator():
        account = getattr(row, "account", None)
        email = row.email or (account.email if account else "")
        person.objects.filter(pk=row.pk).update(folded_name=fold_name(row.name), email=email)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_records_of_people")]

    operations = [migrations.RunPython(write_folded_names, migrations.RunPython.noop)]
