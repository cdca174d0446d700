"""Which institutions lie in the subtrees of some others, asked of the database in one short condition."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler


class LiesBelow(Func):
    """Whether the lineage of an institution names one of some keys: itself or anything above it.

    Each key of a lineage is looked up in the keys: a reader with 500 institutions asks what one with a single
    institution asks, where a comparison for each key would grow with them.
    """

    output_field = BooleanField()

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(F("lineage"))
        self.keys = sorted(keys)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        lineage, params = compiler.compile(self.source_expressions[0])
        above = f"""'["' || replace(trim({lineage}, '/'), '/', '","') || '"]'"""
        found = f"SELECT 1 FROM json_each({above}) WHERE value IN (SELECT value FROM json_each(%s))"  # noqa: S608  # a column
        return f"EXISTS ({found})", (*params, json.dumps(self.keys))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        lineage, params = compiler.compile(self.source_expressions[0])
        above = f"unnest(string_to_array({lineage}, '/')) AS above"
        found = f"SELECT 1 FROM {above} WHERE above = ANY(%s::text[])"  # noqa: S608  # a column
        return f"EXISTS ({found})", [*params, self.keys]
