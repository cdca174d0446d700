"""What was there before quarantine stays to be had; the step can be taken back and taken again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE, AFTER = ("core", "0006_signed_heads"), ("core", "0007_file_quarantine")


def to(step: tuple[str, str]):  # type: ignore[no-untyped-def]
    executor = MigrationExecutor(connection)
    executor.migrate([step])
    return MigrationExecutor(connection).loader.project_state([step]).apps.get_model("core", "StoredFile").objects


# Without coverage: it walks all steps of all apps, and looks at one.
@pytest.mark.no_cover
@pytest.mark.django_db(transaction=True)
def test_files_from_before_are_cleared_and_get_keys_of_their_own() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        rows = to(BEFORE)
        values = {"size": 1, "media_type": "text/csv", "realm": "arva", "added_at": NOON}
        rows.bulk_create([rows.model(digest="0" * 64, name=f"{n}", original_name="", **values) for n in range(3)])

        found = list(to(AFTER).order_by("id").values_list("state", "fault", "judged_at", "purpose"))
        assert found == [("cleared", "", NOON, "")] * 3
        keys = set(to(AFTER).values_list("key", flat=True))
        assert len(keys) == 3 and {len(key) for key in keys} == {32}

        assert to(BEFORE).count() == 3
        assert to(AFTER).count() == 3
        to(AFTER).all().delete()
    finally:
        MigrationExecutor(connection).migrate(latest)
