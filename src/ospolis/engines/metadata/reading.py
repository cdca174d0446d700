"""Recognises a metadata file, reads it leniently and judges it strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ospolis.engines.metadata.codejson_check import check_codejson
from ospolis.engines.metadata.codejson_read import read_codejson
from ospolis.engines.metadata.codejson_shape import tell_variant
from ospolis.engines.metadata.codemeta import check_codemeta, is_codemeta, read_codemeta, tell_codemeta_version
from ospolis.engines.metadata.dpg import check_good, is_live, list_goods, read_good
from ospolis.engines.metadata.nodes import child, read_json_tree, read_yaml_tree, text_at
from ospolis.engines.metadata.problem import Problem, Verdict, sum_up
from ospolis.engines.metadata.publiccode_check import NOTHING_KNOWN, OutsideFacts, check_publiccode
from ospolis.engines.metadata.publiccode_read import read_publiccode
from ospolis.engines.metadata.record import Record
from ospolis.engines.metadata.vocabulary import Vocabulary, shipped_vocabulary
from ospolis.engines.untrusted.refusal import Refused
from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode

Kind: TypeAlias = Literal["publiccode", "code-json", "codemeta", "dpg", "unknown"]

_PUBLICCODE_NAME = re.compile(r"(?:.*[^a-z])?publiccode\.ya?ml", re.IGNORECASE | re.DOTALL)
_JSON_END = (".json", ".jsonld")
_YAML_END = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class MetadataReading:
    """What one file says and how sound it is.

    `variant` tells the forms of code.json and of the registry apart; `version` is what the file states;
    `records` holds one record for most files and one for each release of an inventory.
    """

    kind: Kind
    variant: str
    version: str
    verdict: Verdict
    problems: tuple[Problem, ...]
    records: tuple[Record, ...]

    @property
    def record(self) -> Record | None:
        """The only or the first record."""
        return self.records[0] if self.records else None


def recognise(name: str, data: bytes) -> Kind:
    """Say what kind of metadata a file holds, by its shape and, where it cannot be read, by its name."""
    try:
        return _tell_kind(name, _parse(name, data))
    except Refused:
        return _guess_kind(name)


def read_metadata(
    data: bytes,
    *,
    name: str,
    vocabulary: Vocabulary | None = None,
    outside: OutsideFacts = NOTHING_KNOWN,
    draft_1: bool = False,
) -> MetadataReading:
    """Read a metadata file of any known kind.

    Shapes   name: the file's name or path, used where the content does not tell; vocabulary: the shipped one when
             absent; outside: what others found out about links and files; draft_1: accept version 1 of publiccode.yml
    Returns  a reading for every content: what cannot be read is an error among the problems
    Raises   nothing on content
    Source   FORMATS: publiccode.yml 0-0.7, code.json 1 and 2, CodeMeta 2-3.1, the DPG registry
    """
    words = vocabulary or shipped_vocabulary()
    try:
        root = _parse(name, data)
    except Refused as refused:
        problem = Problem("", refused.line, refused.column, refused.code, "error", refused.message)
        return MetadataReading(_guess_kind(name), "", "", "invalid", (problem,), ())
    match _tell_kind(name, root):
        case "publiccode":
            return _read_publiccode(root, words, outside, draft_1=draft_1)
        case "code-json":
            return _read_codejson(root, words)
        case "codemeta":
            problems = check_codemeta(root, words)
            version = tell_codemeta_version(root)
            return _reading("codemeta", "", version, problems, (read_codemeta(root, words),))
        case "dpg":
            return _read_goods(root, words)
        case _:
            return _refuse_unknown(root)


def _parse(name: str, data: bytes) -> YamlNode:
    lowered = name.lower()
    opens_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    if lowered.endswith(_JSON_END) or (opens_json and not lowered.endswith(_YAML_END)):
        return read_json_tree(data)
    return read_yaml_tree(data)


def _tell_kind(name: str, root: YamlNode) -> Kind:
    if child(root, "publiccodeYmlVersion") or child(root, "publiccode-yaml-version"):
        return "publiccode"
    if _PUBLICCODE_NAME.fullmatch(name):
        return "publiccode"
    if is_codemeta(root):
        return "codemeta"
    if tell_variant(root) is not None:
        return "code-json"
    return "dpg" if list_goods(root) else "unknown"


def _guess_kind(name: str) -> Kind:
    lowered = name.lower()
    if _PUBLICCODE_NAME.fullmatch(name):
        return "publiccode"
    if "codemeta" in lowered:
        return "codemeta"
    return "code-json" if lowered.endswith("code.json") else "unknown"


def _reading(
    kind: Kind, variant: str, version: str, problems: tuple[Problem, ...], records: tuple[Record, ...]
) -> MetadataReading:
    return MetadataReading(kind, variant, version, sum_up(problems), problems, records)


def _read_publiccode(root: YamlNode, words: Vocabulary, outside: OutsideFacts, *, draft_1: bool) -> MetadataReading:
    problems = check_publiccode(root, words, outside=outside, draft_1=draft_1)
    version = text_at(root, "publiccodeYmlVersion") or text_at(root, "publiccode-yaml-version")
    if not isinstance(root, YamlMap):
        return _reading("publiccode", "", "", problems, ())
    record, notes = read_publiccode(root, words)
    return _reading("publiccode", "", version, problems + notes, (record,))


def _read_codejson(root: YamlNode, words: Vocabulary) -> MetadataReading:
    variant = tell_variant(root) or "inventory-2"
    problems = check_codejson(root, variant, words)
    return _reading("code-json", variant, text_at(root, "version"), problems, read_codejson(root, variant, words))


def _read_goods(root: YamlNode, words: Vocabulary) -> MetadataReading:
    goods = list_goods(root)
    problems = tuple(problem for path, node in goods for problem in check_good(node, path, words))
    form = "live" if any(is_live(node) for _, node in goods) else "static"
    return _reading("dpg", form, "", problems, tuple(read_good(node) for _, node in goods))


def _refuse_unknown(root: YamlNode) -> MetadataReading:
    message = "This is no publiccode.yml, code.json, CodeMeta or DPG record that is known here."
    fix = "Check that it is the right file."
    problem = Problem("", root.line, root.column, "unknown-kind", "error", message, fix)
    return MetadataReading("unknown", "", "", "invalid", (problem,), ())
