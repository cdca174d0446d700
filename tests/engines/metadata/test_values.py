"""Checks of single values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.metadata import shipped_vocabulary
from ospolis.engines.metadata.languages import canonical_language
from ospolis.engines.metadata.status import status_from, status_to_code_json
from ospolis.engines.metadata.values import CHECKS, count_clusters, is_date, is_http_url, is_licence, is_moment, is_url


@pytest.mark.parametrize(
    ("text", "url", "http"),
    [
        ("https://example.org", True, True),
        ("HTTPS://EXAMPLE.org:8080/a?b=c#d", True, True),
        ("ssh://git@example.org/a.git", True, False),
        ("git@example.org:a.git", True, False),
        ("mailto:x@example.org", True, False),
        ("urn:isbn:1234", True, False),
        ("", False, False),
        ("example.org", False, False),
        ("https://", False, False),
        ("https:///path", False, False),
        ("https://[::1", False, False),
        ("https://example.org:99999/", False, False),
        ("https://exa\u0000mple.org", False, False),
        ("https://example.org/a b", False, False),
    ],
)
def test_addresses(text, url, http):
    assert (is_url(text), is_http_url(text)) == (url, http)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2024-2-9", False),
        ("2024-01-01 00:00", False),
        ("0000-01-01", False),
    ],
)
def test_days(text, answer):
    assert is_date(text) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2026-11-30T12:00:00Z", True),
        ("2026-11-30T12:00:00+01:00", True),
        ("2026-11-30T12:00:00", False),
        ("2026-13-30T12:00:00Z", False),
        ("2026-11-30", False),
    ],
)
def test_moments(text, answer):
    assert is_moment(text) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("MIT", True), ("mit", True), ("MIT OR Apache-2.0", True), ("(MIT AND (EUPL-1.2 OR GPL-2.0+))", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True), ("LicenseRef-city", True), ("MPL-2.0+", True),
        ("DocumentRef-a:LicenseRef-b", True),
        ("", False), ("MIT OR", False), ("OR MIT", False), ("MIT MIT", False), ("(MIT", False), ("MIT)", False),
        ("()", False), ("other", False), ("MIT/X11", False), ("Apache License, Version 2.0", False),
    ],
)  # fmt: skip
def test_licence_expressions(text, answer):
    assert is_licence(text, shipped_vocabulary()) is answer


@pytest.mark.parametrize(
    ("check", "text", "answer"),
    [
        ("language", "en", True), ("language", "it-IT", True), ("language", "sl-IT-nedis", True),
        ("language", "zh-Hant-TW", True), ("language", "es-419", True), ("language", "en_GB", False),
        ("language", "xxx", False), ("language", "en-XX", False), ("language", "no such language", False),
        ("country", "IT", True), ("country", "it", True), ("country", "It", False), ("country", "ZZ", False),
        ("category", "cad", True), ("category", "cars", False), ("scope", "welfare", True), ("scope", "x", False),
        ("organisation", "urn:a:b", True), ("organisation", "urn:a:", False), ("organisation", "1", False),
        ("support", "alias:gdpr", True), ("support", "alias:x", False), ("support", "https://a.example/", True),
        ("place", "a/b", True), ("place", "/a", False), ("place", "file:a", False),
        ("logo", "a.SVG", True), ("logo", "https://a.example/x.png?raw=true", True), ("logo", "a.jpg", False),
        ("logo", "file://a.png", False), ("screenshot", "a.jpg", True), ("screenshot", "a.jpeg", False),
        ("video", "https://www.youtube.com/watch?v=1", True), ("video", "https://google.com", False),
        ("video", "youtube.com", False), ("mime-type", "text/plain", True), ("mime-type", "text", False),
        ("email", "a@example.org", True), ("email", "a@example", False), ("date", "2026-01-01", True),
        ("moment", "2026-01-01", False), ("sbom", "None", True), ("sbom", "https://a.example", True),
        ("sbom", "none", False), ("measurement", "cost", True), ("vcs", "svn", True), ("vcs", "Git", False),
        ("url", "https://a.example", True), ("http-url", "ftp://a.example", False),
    ],
)  # fmt: skip
def test_words(check, text, answer):
    assert CHECKS[check](text, shipped_vocabulary()) is answer


def test_clusters_are_counted_and_not_code_points():
    assert count_clusters("abc") == 3
    assert count_clusters("a\r\nb") == 3
    assert count_clusters("e\u0301\U0001f1ee\U0001f1f9") == 2


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("IT", "it"),
        ("it-it", "it-IT"),
        ("it_IT", "it-IT"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("SL-it-NEDIS", "sl-IT-nedis"),
    ],
)
def test_language_tags_get_their_usual_case(written, canonical):
    assert canonical_language(written) == canonical


@pytest.mark.parametrize(
    ("word", "ours", "theirs"),
    [
        ("Production", "stable", "Production"),
        ("Alpha", "development", "Development"),
        ("Release Candidate", "beta", "Beta"),
        ("https://www.repostatus.org/#active", "stable", "Production"),
        ("concept", "concept", "Ideation"),
        ("Something", "Something", ""),
    ],
)
def test_status_words(word, ours, theirs):
    assert (status_from(word), status_to_code_json(word)) == (ours, theirs)


@settings(deadline=None)
@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=60))
def test_no_text_breaks_a_check(check, text):
    assert CHECKS[check](text, shipped_vocabulary()) in {True, False}
