"""Diagnostics of the bundled CycloneDX schemas: beside the reading, never before it."""

from __future__ import annotations

import json
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

import jsonschema_rs

from ospolis.engines.components.sbom.fields import JsonObject
from ospolis.engines.components.sbom.reading import Remarks
from ospolis.engines.untrusted.refusal import JsonValue

_FOLDER: Final = Path(__file__).resolve().parents[3] / "reference" / "sbom-schemas"
_BASE: Final = "http://cyclonedx.org/schema/"
_MOST: Final = 1_000
_FIXES: Final = {
    "wrong-choice": "Use one of the values that the format allows.",
    "wrong-type": "Write the kind of value that the format asks for.",
    "field-missing": "Add the field.",
    "field-unknown": "Remove the field, or name the version of the format that has it.",
    "wrong-form": "Write the value in the form that the format asks for.",
}
_CODES: Final = {
    "enum": "wrong-choice",
    "const": "wrong-choice",
    "type": "wrong-type",
    "required": "field-missing",
    "additionalProperties": "field-unknown",
    "pattern": "wrong-form",
    "format": "wrong-form",
}
NEWEST: Final = "1.7"
VERSIONS: Final = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")


def check_cyclonedx(value: JsonObject, *, version: str, remarks: Remarks) -> None:
    """Note where a document in its JSON shape does not fit the schema of its version.

    Shapes   version: one of VERSIONS; 1.0 and 1.1 had no JSON and are held against 1.2
    Units    at most 1,000 remarks
    Source   CycloneDX specification, schemas bundled in reference/sbom-schemas
    """
    validator = _validator("1.2" if version in ("1.0", "1.1") else version)
    for found in islice(validator.iter_errors(value), _MOST):
        code = _CODES.get(found.kind.name, "schema")
        path = "".join(f"/{step}" for step in found.instance_path)
        message = f"Does not fit CycloneDX {version}: {found.message[:300]}."
        remarks.error(code, message, path=path, fix=_FIXES.get(code, ""))


@cache
def list_licence_ids() -> frozenset[str]:
    """The licence ids that CycloneDX 1.6 accepts."""
    schema = json.loads((_FOLDER / "spdx.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
    return frozenset(schema["enum"])


@cache
def list_component_types() -> frozenset[str]:
    """The component types of CycloneDX 1.6."""
    schema = json.loads((_FOLDER / "bom-1.6.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
    return frozenset(schema["definitions"]["component"]["properties"]["type"]["enum"])


@cache
def _validator(version: str) -> jsonschema_rs.Validator:
    schema = json.loads((_FOLDER / f"bom-{version}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(
        schema, registry=_registry(), validate_formats=True, mask="the value", offline=True
    )


@cache
def _registry() -> jsonschema_rs.Registry:
    resources: list[tuple[str, JsonValue]] = [
        (f"{_BASE}{path.name}", json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(_FOLDER.glob("*.SNAPSHOT.schema.json"))
    ]
    return jsonschema_rs.Registry(resources)
