"""The one door for component lists: bytes in, a reading out, whatever the bytes are."""

from __future__ import annotations

from typing import Final

from ospolis.engines.components.sbom.cyclonedx import read_cyclonedx
from ospolis.engines.components.sbom.cyclonedx_xml import read_cyclonedx_xml
from ospolis.engines.components.sbom.draft import Draft, NormaliseLicence, keep_name
from ospolis.engines.components.sbom.reading import Document, Reading, SbomLimits, refuse_document
from ospolis.engines.components.sbom.recognise import Recognised, recognise_bytes, recognise_value
from ospolis.engines.components.sbom.schemas import NEWEST, VERSIONS, check_cyclonedx
from ospolis.engines.components.sbom.spdx import SPDX_VERSIONS, read_spdx
from ospolis.engines.components.sbom.spdx_tagvalue import read_tag_value
from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import JsonValue, Refused
from ospolis.engines.untrusted.yamltext import plain, read_yaml

_DEFAULT: Final = SbomLimits()


def read_sbom(
    data: bytes,
    *,
    name: str,
    limits: SbomLimits = _DEFAULT,
    normalise_licence: NormaliseLicence = keep_name,
) -> Reading:
    """Read a component list that came from outside.

    Shapes   data: CycloneDX 1.0-1.7 (JSON, XML), SPDX 2.1-2.3 (JSON, tag-value, YAML); name: what to call the
             file in evidence, never used to recognise it; normalise_licence: a licence name as written -> SPDX
             expression, or None when it is not known
    Units    limits as in SbomLimits
    Returns  the reading; a file that is not read has the verdict refused and one diagnostic that says why
    Raises   nothing on content
    Source   CycloneDX specification; SPDX specification 2.1 to 2.3
    """
    document = Document()
    draft = Draft(limits, normalise_licence)
    try:
        syntax = recognise_bytes(data)
        document = Document(syntax=syntax)
        found = recognise_value(_parse(data, syntax, draft), syntax)
        document = Document(format=found.format, version=found.version, syntax=found.syntax)
        _check_size(found, limits)
        return _read(found, draft, document, name)
    except Refused as refusal:
        return refuse_document(document, refusal)


def _parse(data: bytes, syntax: str, draft: Draft) -> JsonValue:
    """Bring every syntax to the JSON shape of its format."""
    limits = draft.limits
    if syntax == "JSON":
        return read_json(data, limits=limits.of_text())
    if syntax == "XML":
        return read_cyclonedx_xml(data, limits=limits.of_xml(), remarks=draft.remarks)
    if syntax == "tag-value":
        return read_tag_value(data, limits=limits.of_text(), remarks=draft.remarks)
    if syntax == "YAML":
        return plain(read_yaml(data, limits=limits.of_yaml()))
    raise _not_yet(f"SPDX as {syntax.removeprefix('SPDX ')}")


def _check_size(found: Recognised, limits: SbomLimits) -> None:
    """Refuse what is far too long before it is held against a schema."""
    listed = found.value.get("components" if found.format == "CycloneDX" else "packages")
    if isinstance(listed, list) and len(listed) > limits.components:
        message = f"The file names more than {limits.components:,} components. Split it."
        raise Refused("too-many-components", message, limit="components")


def _read(found: Recognised, draft: Draft, document: Document, name: str) -> Reading:
    if found.format == "CycloneDX":
        version = found.version if found.version in VERSIONS else NEWEST
        if version != found.version:
            message = f"CycloneDX {found.version[:20]!r} is not known; it was read as {NEWEST}."
            draft.remarks.error("unknown-version", message, path="/specVersion")
        check_cyclonedx(found.value, version=version, remarks=draft.remarks)
        return read_cyclonedx(found.value, draft, document, name=name)
    if found.version.startswith("3"):
        raise _not_yet("SPDX 3")
    if found.version not in SPDX_VERSIONS:
        message = f"SPDX {found.version[:20]!r} is not known; it was read as 2.3."
        draft.remarks.error("unknown-version", message, path="/spdxVersion")
    return read_spdx(found.value, draft, document, name=name)


def _not_yet(what: str) -> Refused:
    message = f"{what} is recognised but not read by this version. Convert the list to SPDX 2.3 or CycloneDX JSON."
    return Refused("not-read-yet", message)
