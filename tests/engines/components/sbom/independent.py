"""Readers of component lists that others wrote. They take seconds to load: only tests that ask them import this."""

from __future__ import annotations

import json

from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def complain_of_cyclonedx(text: bytes) -> str:
    """What the library of CycloneDX has against a list; nothing when it is fine."""
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text.decode())
    return str(problem) if problem else ""


def count_in_cyclonedx(text: bytes) -> int:
    """How many components it finds at the first level."""
    return len(Bom.from_json(json.loads(text)).components)


def complain_of_spdx(text: bytes) -> list[str]:
    """What the tools of SPDX have against a list."""
    document = JsonLikeDictParser().parse(json.loads(text))
    return [one.validation_message for one in validate_full_spdx_document(document)]


def count_in_spdx(text: bytes) -> int:
    """How many packages they find."""
    return len(JsonLikeDictParser().parse(json.loads(text)).packages)
