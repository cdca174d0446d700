"""Criteria of other frameworks, bands of health, and what tiers ask: data, read from `reference/practices`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ospolis.engines.metadata.nodes import child, entries, items, read_yaml_tree, text_at, text_of, texts_of
from ospolis.engines.practices.practice import Reference
from ospolis.engines.untrusted.yamltext import YamlNode

FILES = ("crosswalk.yml", "health.yml", "tiers.yml")


@dataclass(frozen=True, slots=True)
class Band:
    """A range of a figure with its name; `most` is the largest figure that belongs to it, None for the last band."""

    name: str
    most: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of health: its unit, where it comes from, and its bands from the smallest to the largest."""

    code: str
    title: str
    unit: str
    source: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """What a repository is for."""

    code: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class PracticeWords:
    """Shapes   references: by the code of the practice; measures: in the order of the file; tiers: from the first;
    asks: by the code of the practice, a letter (M, R, N) for each tier, in the order in which steps are worth taking
    """

    references: Mapping[str, tuple[Reference, ...]]
    measures: tuple[Measure, ...]
    tiers: tuple[Tier, ...]
    asks: Mapping[str, str]


def read_words(documents: Mapping[str, bytes]) -> PracticeWords:
    """Build the crosswalk, the bands of health and the tiers from reference files.

    Shapes   documents: the bytes of each of FILES under its name
    Raises   KeyError when a file is absent, Refused when one is not YAML
    Source   each file names its own
    """
    crosswalk = read_yaml_tree(documents["crosswalk.yml"])
    versions = {key.text: text_of(value) for key, value in entries(child(crosswalk, "frameworks"))}
    rows = {key.text: tuple(_references(value, versions)) for key, value in entries(child(crosswalk, "rows"))}
    measures = items(child(read_yaml_tree(documents["health.yml"]), "rows"))
    tiers = read_yaml_tree(documents["tiers.yml"])
    return PracticeWords(
        references=rows,
        measures=tuple(_measure(node) for node in measures),
        tiers=tuple(
            Tier(text_at(node, "code"), text_at(node, "title"), text_at(node, "words"))
            for node in items(child(tiers, "tiers"))
        ),
        asks={key.text: text_at(value, "asks") for key, value in entries(child(tiers, "rows"))},
    )


@lru_cache(maxsize=1)
def shipped_words() -> PracticeWords:
    """Give the words that lie beside the code. The only reading of files in this engine: data of the package."""
    folder = files("ospolis").joinpath("reference").joinpath("practices")
    return read_words({name: folder.joinpath(name).read_bytes() for name in FILES})


def _references(node: YamlNode, versions: Mapping[str, str]) -> Iterator[Reference]:
    for framework, listed in entries(node):
        for item in texts_of(listed):
            name, _, relation = item.partition(" ")
            yield Reference(framework.text, versions[framework.text], name, relation or "equal")


def _measure(node: YamlNode) -> Measure:
    bands = tuple(
        Band(
            text_at(band, "name"), int(text_at(band, "most")) if text_at(band, "most") else None, text_at(band, "words")
        )
        for band in items(child(node, "bands"))
    )
    return Measure(text_at(node, "code"), text_at(node, "title"), text_at(node, "unit"), text_at(node, "source"), bands)
