"""What stands in the query of an address is shown nowhere: not on pages, not to programs, not in a log."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from mapping.country_workshop import Country
from ospolis.mapping.folder import FolderRefused, read_folder
from ospolis.mapping.masking import mask_location
from ospolis.mapping.models import Source

MASKED = {
    "https://example.org/a.json": "https://example.org/a.json",
    "https://example.org/a.json?": "https://example.org/a.json?",
    "https://example.org/a.json?v=1&name=x;b=%41": "https://example.org/a.json?v=...&name=...&b=...",
    "https://example.org/a.json?opaque": "https://example.org/a.json?...",
    "https://example.org/a#top?x=1": "https://example.org/a#...",
    "https://me:pass@example.org/a": "https://...@example.org/a",
    "git+ssh://me:pa?ss@example.org/a": "git+ssh://me:pa?...",
    "me:pass@example.org:a": "...@example.org:a",
    "git@example.org:a": "git@example.org:a",
    "https://[x?token=abc": "https://[x?token=...",
    "https://example.org/ghp_0123456789abcdefghij/a": "https://example.org/.../a",
    "file:///srv/what?.json": "file:///srv/what?.json",
    "lists/what?.json": "lists/what?.json",
}


@pytest.mark.parametrize("location", MASKED)
def test_a_location_is_shown_without_values(location: str) -> None:
    assert mask_location(location) == MASKED[location]


def test_a_refusal_does_not_repeat_the_secret(country: Country) -> None:
    country.sources(
        "min-a,git,http://example.org/a?token=hidden-1,,",
        "min-a,git,https://example.org/a?token=hidden-2,,",
        "min-a,sbom,https://example.org/a?hidden_key=hidden-3,,",
        "min-a,git,ftp://me:hidden-4@example.org/a,,",
    )

    with pytest.raises(FolderRefused) as refused:
        read_folder(country.path)

    assert [problem.code for problem in refused.value.problems] == [
        "bad-location",
        "secret-in-address",
        "secret-in-address",
        "bad-location",
    ]
    assert "hidden-" not in repr(refused.value.problems)


def test_a_query_that_is_no_secret_is_read_but_not_shown(
    make_country: Callable[..., Country], db: None, client: Client
) -> None:
    country = make_country()
    country.sources("min-a,code-json,https://nowhere.invalid/code.json?release=unseen-7,,")

    summary = country.map()

    source = Source.objects.get()
    assert source.location.endswith("?release=unseen-7")
    assert [row["location"] for row in summary["failures"]] == ["https://nowhere.invalid/code.json?release=..."]
    assert "unseen-7" not in json.dumps(summary)
    assert "unseen-7" not in str(source)
    for page in ("/collection/", f"/collection/{source.key}/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "code.json?release=..." in answer.content.decode()
        assert "unseen-7" not in answer.content.decode()
