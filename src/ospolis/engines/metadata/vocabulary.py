"""The controlled words that metadata files may use: handed to the engine, never looked up elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from license_expression import get_spdx_licensing

from ospolis.engines.metadata.nodes import child, entries, items, read_yaml_tree, text_at, text_of, texts_of
from ospolis.engines.untrusted.yamltext import YamlNode

FILES = (
    "publiccode/categories.yml",
    "publiccode/scopes.yml",
    "publiccode/aliases.yml",
    "publiccode/oembed.yml",
    "publiccode/countries.yml",
    "publiccode/languages.yml",
    "codejson/enumerations.yml",
    "codejson/score.yml",
    "codejson/licence_addresses.yml",
    "codemeta/terms.yml",
)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of the quality score: a field of a release and the points it can give."""

    field: str
    points: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Dated lists with their source in `reference/`; licences map small letters to what SPDX writes."""

    categories: frozenset[str]
    scopes: frozenset[str]
    aliases: Mapping[str, str]
    oembed_hosts: frozenset[str]
    countries: frozenset[str]
    languages: frozenset[str]
    code_json: Mapping[str, frozenset[str]]
    score_lines: tuple[ScoreLine, ...]
    licence_addresses: Mapping[str, str]
    codemeta_terms: frozenset[str]
    licences: Mapping[str, str]


def read_vocabulary(documents: Mapping[str, bytes]) -> Vocabulary:
    """Build the vocabulary from reference files.

    Shapes   documents: the bytes of each of FILES under its name
    Raises   KeyError when a file is absent, Refused when one is not YAML
    Source   each file names its own
    """
    trees = {name: read_yaml_tree(documents[name]) for name in FILES}
    return Vocabulary(
        categories=_words(trees["publiccode/categories.yml"]),
        scopes=_words(trees["publiccode/scopes.yml"]),
        aliases=_pairs(child(trees["publiccode/aliases.yml"], "rows")),
        oembed_hosts=_words(trees["publiccode/oembed.yml"]),
        countries=_words(trees["publiccode/countries.yml"]),
        languages=_words(trees["publiccode/languages.yml"]),
        code_json={
            key.text: frozenset(texts_of(value))
            for key, value in entries(child(trees["codejson/enumerations.yml"], "rows"))
        },
        score_lines=tuple(
            ScoreLine(text_at(row, "field"), int(text_at(row, "points")))
            for row in items(child(trees["codejson/score.yml"], "rows"))
        ),
        licence_addresses=_pairs(child(trees["codejson/licence_addresses.yml"], "rows")),
        codemeta_terms=_words(trees["codemeta/terms.yml"]),
        licences=_read_licences(),
    )


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """Give the vocabulary that lies beside the code. The only reading of files in this engine: data of the package."""
    folder = files("ospolis").joinpath("reference")
    return read_vocabulary({name: folder.joinpath(name).read_bytes() for name in FILES})


def _words(tree: YamlNode) -> frozenset[str]:
    """Rows may hold several words on a line, so that long lists stay readable."""
    return frozenset(word for row in texts_of(child(tree, "rows")) for word in row.split())


def _pairs(node: YamlNode | None) -> dict[str, str]:
    return {key.text: text_of(value) for key, value in entries(node)}


def _read_licences() -> dict[str, str]:
    known = get_spdx_licensing().known_symbols
    names = (str(name) for key, symbol in known.items() for name in (key, *symbol.aliases))
    return {name.lower(): name for name in names if " " not in name and not name.startswith("LicenseRef-")}
