"""Package URLs as people and tools write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packageurl import PackageURL

from ospolis.engines.components.purl import Purl, build_purl, read_purl


def test_a_canonical_purl_has_no_remark():
    assert read_purl("pkg:npm/%40angular/core@1.0") == Purl(
        canonical="pkg:npm/%40angular/core@1.0",
        original="pkg:npm/%40angular/core@1.0",
        type="npm",
        namespace="@angular",
        name="core",
        version="1.0",
    )


@pytest.mark.parametrize(
    ("written", "canonical", "remarks"),
    [
        ("pkg:NPM/Foo@1", "pkg:npm/foo@1", ("purl-upper-case",)),
        ("pkg:pypi/Django_x@1", "pkg:pypi/django-x@1", ("purl-not-canonical",)),
        ("pkg:pub/a.b@1", "pkg:pub/a_b@1", ("purl-not-canonical",)),
        ("pkg:maven/a/b", "pkg:maven/a/b", ("purl-without-version",)),
        (
            "pkg:golang/github.com%2Fa/b@v1",
            "pkg:golang/github.com/a/b@v1",
            ("purl-not-canonical", "purl-encoded-slash"),
        ),
        ("npm/a@1", "", ("purl-invalid",)),
        ("pkg:npm/", "", ("purl-invalid",)),
        ("", "", ("purl-invalid",)),
        ("pkg:npm/" + "a" * 3000, "", ("purl-invalid",)),
    ],
)
def test_what_is_odd_is_remarked_and_the_original_is_kept(written, canonical, remarks):
    found = read_purl(written)
    assert (found.canonical, found.remarks) == (canonical, remarks)
    assert found.original == written[:2048]


def test_a_purl_is_built_from_its_parts():
    assert build_purl("npm", "core", namespace="@angular", version="1.0") == "pkg:npm/%40angular/core@1.0"
    assert build_purl("deb", "a", qualifiers={"arch": "amd64"}, subpath="x/y") == "pkg:deb/a?arch=amd64#x/y"


def test_parts_that_make_no_purl_give_an_empty_text():
    assert build_purl("npm", "") == ""
    assert build_purl("n pm", "core") == ""


@settings(deadline=None)
@given(st.text() | st.text().map(lambda text: "pkg:npm/" + text))
def test_any_text_is_read_and_the_canonical_form_is_stable(text):
    found = read_purl(text)
    if found.canonical:
        assert read_purl(found.canonical).canonical == found.canonical


TYPES = ["npm", "maven", "cargo", "gem", "nuget", "deb", "apk", "rpm", "golang", "composer", "hex"]
PART = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,8}", fullmatch=True)


@settings(deadline=None)
@given(
    st.sampled_from(TYPES),
    st.lists(PART, max_size=3),
    PART,
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True),
)
def test_the_short_way_to_a_plain_purl_agrees_with_the_long_one(kind, namespace, name, version):
    text = f"pkg:{kind}/{'/'.join([*namespace, name])}@{version}"
    assert read_purl(text).canonical == PackageURL.from_string(text).to_string()
    parts = PackageURL.from_string(text)
    found = read_purl(text)
    assert (found.namespace, found.name, found.version) == (parts.namespace or "", parts.name, parts.version)
