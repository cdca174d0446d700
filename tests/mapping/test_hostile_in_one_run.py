"""Hostile repositories and documents, all in one collection through the real box: each costs its own source only."""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from engines.gitrepo.repository_workshop import Workshop
from mapping.country_workshop import ALPHA, COMPONENT_LIST, Country, make_repository
from ospolis.evidence.models import Fact
from ospolis.mapping.models import Component, MetadataRecord, Repository, Source

# Real transactions: a server ends a session that rests in one for 30 s, which reading in the box may take.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database, pytest.mark.no_cover]

SIZE = 48 * 65_536  # what the bomb becomes: 3 MB, three times what is read of a file


def make_delta_bomb(folder: Path) -> Workshop:
    """A repository whose files are a delta of 48 steps: each copies 64 KB."""
    workshop = Workshop(folder)
    base, whole = bytes(65_536), bytes(SIZE)
    base_oid = bytes.fromhex(workshop.blob(base))
    delta = _varint(len(base)) + _varint(SIZE) + b"\x80" * 48
    entry = bytes([0x80 | 7 << 4 | len(delta) & 15, len(delta) >> 4]) + base_oid + zlib.compress(delta)
    pack = b"PACK" + struct.pack(">II", 2, 1) + entry
    pack += hashlib.sha1(pack, usedforsecurity=False).digest()
    command = ["git", "-C", str(folder), "index-pack", "--fix-thin", "--stdin"]
    subprocess.run(command, input=pack, check=True, capture_output=True)
    oid = hashlib.sha1(f"blob {SIZE}\0".encode() + whole, usedforsecurity=False).hexdigest()
    small = workshop.blob(b"a = 1\n")
    workshop.commit(workshop.tree([("100644", b"LICENSE", oid), ("100644", b"a.py", small), ("100644", b"b.py", oid)]))
    return workshop


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def make_damaged(folder: Path, kind: str) -> Workshop:
    """A repository whose tree or one of whose blobs is no longer what its name says."""
    workshop = Workshop(folder)
    kept, lost = workshop.blob(b"a = 1\n"), workshop.blob(b"b = 2\n")
    below = workshop.tree([("100644", b"b.py", lost)])
    workshop.commit(workshop.tree([("100644", b"a.py", kept), ("40000", b"below", below)]))
    workshop.object_path(lost if kind == "blob" else below).write_bytes(b"not zlib")
    return workshop


def make_read_only(folder: Path) -> Path:
    """A repository as an archive keeps it: nobody may write into it."""
    made = make_repository(folder, ALPHA)
    for path in [made, *made.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return made


HOSTILE_LIST = COMPONENT_LIST.replace('"left-pad"', '"left\\u0000\\ud800pad"').replace('"MIT"', '"M\\u0000\\udfffIT"')
INVENTORY = json.dumps(
    {
        "version": "2.0",
        "agency": "A\x00",
        "releases": [
            {"name": "N\x00\ud800", "description": "\x00\udc00", "repositoryURL": "https://example.org/n\x00"}
        ],
    }
)
PUBLICCODE = 'publiccodeYmlVersion: "0.4"\nname: "A\\0B"\nurl: "https://example.org/\\0beta"\n'


def lay_out_hostile_sources(country: Country, tmp_path: Path, alpha: Path) -> None:
    """Repositories and documents that do harm, beside one that is sound."""
    made = {
        "bomb": make_delta_bomb(tmp_path / "bomb").folder,
        "tree": make_damaged(tmp_path / "tree", "tree").folder,
        "blob": make_damaged(tmp_path / "blob", "blob").folder,
        "paths": Workshop(tmp_path / "paths"),
        "archived": make_read_only(tmp_path / "archived"),
        "alpha": alpha,
    }
    paths = made["paths"]
    paths.commit(paths.bomb(6, 8, [("100644", b"a.py", paths.blob(b"a = 1\n"))]))
    made["paths"] = paths.folder
    country.write("nan.json", COMPONENT_LIST.replace('"version": 1,', '"version": NaN,'))
    country.write("infinite.json", '{"version": "2.0", "agency": "A", "releases": [{"name": 1e999}]}')
    country.write("nul.json", HOSTILE_LIST)
    country.write("code.json", INVENTORY)
    country.write("publiccode.yml", PUBLICCODE)
    listed = country.write("kept/list.json", COMPONENT_LIST)
    country.systems("registry,min-a,Registry,open,MIT")
    country.boxed = True
    country.sources(
        *[f"min-a,git,file://{path},," for path in made.values()],
        *[f"min-b,sbom,{name},registry," for name in ("nan.json", "nul.json", f"file://{listed}")],
        *["min-b,code-json,infinite.json,,", "min-b,code-json,code.json,,", "min-b,publiccode,publiccode.yml,,"],
    )


def test_every_hostile_source_costs_itself_only(country: Country, tmp_path: Path, alpha: Path) -> None:
    lay_out_hostile_sources(country, tmp_path, alpha)

    summary = country.map()

    states = {row.location.rpartition("/")[2]: (row.state, row.code) for row in Source.objects.all()}
    assert all(row["message"] and row["remedy"] for row in summary["failures"])
    assert "our-fault" not in {code for _, code in states.values()}
    named = {"alpha.git": "done", "archived": "done", "bomb": "done", "list.json": "done"}
    named |= {"nan.json": "failed", "infinite.json": "failed"}
    assert {name: states[name][0] for name in named} == named
    assert states["tree"][0] in ("failed", "partial")
    assert states["blob"][0] in ("failed", "partial", "done")
    assert Repository.objects.filter(name="archived", state="read").count() == 1
    texts = [
        *Fact.objects.values_list("text", flat=True),
        *Component.objects.values_list("purl", flat=True),
        *Component.objects.values_list("name", flat=True),
        *MetadataRecord.objects.values_list("name", flat=True),
        *MetadataRecord.objects.values_list("address", flat=True),
    ]
    assert [text for text in texts if "\0" in text] == []
    assert b"".join(text.encode() for text in texts)  # a lone surrogate has no bytes
    again = country.map()
    assert [row["code"] for row in again["failures"]] == [row["code"] for row in summary["failures"]]
