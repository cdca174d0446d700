"""Whatever stands in a component list, a metadata file or a lock file, the readers answer in rows and never fail."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engines.gitrepo.repository_workshop import Workshop
from mapping.country_workshop import COMPONENT_LIST
from ospolis.mapping.reading.box import read_contents
from ospolis.mapping.reading.documents_box import read_document

CYCLONEDX_XML = (
    '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><components>'
    '<component type="library"><name>left-pad</name><version>1.3.0</version><purl>pkg:npm/left-pad@1.3.0</purl>'
    "<licenses><license><id>MIT</id></license></licenses></component></components></bom>"
)
SPDX_JSON = json.dumps(
    {
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0",
        "documentNamespace": "https://example.org/d",
        "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1", "licenseDeclared": "MIT"}],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "SPDXRef-a", "relationshipType": "DESCRIBES"}
        ],
    }
)  # fmt: skip
SPDX_TEXT = (
    "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n"
    "DocumentNamespace: https://example.org/d\nPackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\n"
    "PackageLicenseDeclared: MIT\nPackageComment: <text>long\nwords</text>\nRelationship: SPDXRef-a DEPENDS_ON NONE\n"
)
PUBLICCODE = (
    'publiccodeYmlVersion: "0.4"\nname: A\nurl: https://example.org/a.git\nplatforms: [web]\ncategories:\n  - it\n'
    "description:\n  en:\n    shortDescription: x\nlegal:\n  license: MIT\nmaintenance:\n  type: none\n"
)
CODE_JSON = json.dumps(
    {
        "version": "2.0", "agency": "A", "measurementType": {"method": "projects"},
        "releases": [{"name": "N", "repositoryURL": "https://example.org/n", "permissions": {"usageType": "exempt"}}],
    }
)  # fmt: skip
SEEDS = {
    "CycloneDX JSON": ("sbom", "bom.json", COMPONENT_LIST),
    "CycloneDX XML": ("sbom", "bom.xml", CYCLONEDX_XML),
    "SPDX JSON": ("sbom", "a.spdx.json", SPDX_JSON),
    "SPDX tag-value": ("sbom", "a.spdx", SPDX_TEXT),
    "publiccode.yml": ("publiccode", "publiccode.yml", PUBLICCODE),
    "code.json": ("code-json", "code.json", CODE_JSON),
}
LOCKS = {
    "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {"name": "a"}, "node_modules/b": {"version": "1"}}}',
    "yarn.lock": '# yarn lockfile v1\n\nb@^1:\n  version "1.0.0"\n',
    "poetry.lock": '[[package]]\nname = "b"\nversion = "1"\n',
    "Cargo.lock": 'version = 3\n[[package]]\nname = "b"\nversion = "1"\n',
    "composer.lock": '{"packages": [{"name": "b/c", "version": "1", "license": ["MIT"]}]}',
    "go.sum": "example.org/b v1.0.0 h1:abc=\n",
    "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    b (1.0)\n\nDEPENDENCIES\n  b\n",
    "pnpm-lock.yaml": "lockfileVersion: '6.0'\npackages:\n  /b@1.0.0:\n    resolution: {integrity: x}\n",
    "requirements.txt": "b==1.0\n-r other.txt\n",
}
# What stands in for a piece of a file: other kinds of values, numbers without end, what ends a text, deep nesting.
PIECES = st.one_of(
    st.sampled_from(
        [b"", b"NaN", b"1e999", b"-1", b"null", b"[]", b"{}", b'""', b"\0", b'"\\u0000"', b'"\\ud800"', b"\xff\xfe",
         b"9" * 400, b"[" * 2_000, b"<a>" * 300, b"&x;", b"*x", b"&x ", b"!!python/none ", b"\r", b"<text>", b"://[",
         b"pkg:npm/%00", b"\xe2\x80\xa8", b"- " * 200, b'"a":' * 3]
    ),
    st.binary(max_size=8),
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, seed: bytes) -> bytes:
    """A file in which up to four pieces are another thing, or stand there twice."""
    content = seed
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        piece = draw(st.one_of(PIECES, st.just(content[start:end] * 3)))
        content = content[:start] + piece + content[end:]
    return content


def take(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The names of the rows; each must cross the wire of the box, which knows no NaN."""
    for row in rows:
        json.dumps(row, allow_nan=False)
        yield from row


@pytest.mark.parametrize("target", SEEDS)
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_document_is_answered_in_rows(target: str, data: st.DataObject) -> None:
    kind, name, seed = SEEDS[target]
    content = data.draw(changed(seed.encode()))
    order = {"kind": kind, "name": name, "content": base64.b64encode(content).decode()}

    names = list(take(read_document(json.dumps(order).encode())))

    assert names[0] == ("list" if kind == "sbom" else "metadata")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("fuzz") / "locks.git")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(contents=st.tuples(*[changed(seed.encode()) for seed in LOCKS.values()]))
@example(contents=tuple(seed.encode() for seed in LOCKS.values()))
def test_lock_files_are_answered_in_rows(repository: Workshop, contents: tuple[bytes, ...]) -> None:
    oids = [repository.blob(content) for content in contents]
    files = dict(zip(LOCKS, oids, strict=True))
    commit = repository.commit(repository.tree([("100644", n.encode(), oid) for n, oid in sorted(files.items())]))
    order = {
        "mirror": str(repository.folder), "commit": commit, "now": 1_790_000_000, "complete": True, "wanted": {},
        "key": base64.b64encode(b"k" * 32).decode(), "paths": sorted(files),
        "files": [[at, oid, "lock", "", name, 20_000_000] for at, (name, oid) in enumerate(files.items())],
    }  # fmt: skip

    rows = list(read_contents(json.dumps(order).encode()))

    list(take(rows))
    answered = [row.get("found", row.get("lost")) for row in rows if "found" in row or "lost" in row]
    assert answered == list(range(len(files)))
