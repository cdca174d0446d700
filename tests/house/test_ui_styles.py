"""Stylesheets: one file for both directions, colours in one place, and budgets that are kept."""

import gzip
import re

import pytest

from ospolis.core import stylesheet
from ospolis.core.stylesheet import FOLDER, JOINED, PARTS, join_stylesheet

STATIC = JOINED.parent
SCREEN = ("tokens", "base", "components", "charts")
BUDGETS = {"ospolis.css": 12_000, "ospolis.js": 1_000, "icons.svg": 2_000, "mark.svg": 500, "wordmark.svg": 800}
"""Bytes after gzip -9; more than this and public pages leave their 50 kB."""

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-(?:margin|padding))-(?:left|right|top|bottom)[\w-]*"
    r"|(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))(?=\s*:)"
    r"|(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right))"
)
RAW_COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\b(?:rgba?|hsla?|oklch|lab)\(|:\s*(?:white|black|red|gr[ae]y)\b"
)


def strip_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def physical_properties(css: str) -> list[str]:
    """List what would stand on the wrong side when the page runs right to left; media queries may name a width."""
    return PHYSICAL.findall(re.sub(r"@(?:media|container)[^{]*", "", strip_comments(css)))


def raw_colours(css: str) -> list[str]:
    """List colours that are not tokens."""
    return RAW_COLOUR.findall(strip_comments(css))


@pytest.mark.parametrize("part", SCREEN)
def test_screen_styles_have_no_side(part):
    assert physical_properties((FOLDER / f"{part}.css").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("part", ["base", "components", "charts"])
def test_colours_stand_with_the_tokens(part):
    assert raw_colours((FOLDER / f"{part}.css").read_text(encoding="utf-8")) == []


def test_every_token_that_is_used_is_defined():
    css = join_stylesheet()
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) - set(re.findall(r"--([\w-]+):", css)) == set()


def test_the_served_stylesheet_is_its_parts():
    assert JOINED.read_text(encoding="utf-8") == join_stylesheet(), "run python -m ospolis.core.stylesheet"
    assert {path.stem for path in FOLDER.iterdir()} == set(PARTS)


@pytest.mark.parametrize(("name", "most"), BUDGETS.items())
def test_files_keep_their_budget(name, most):
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= most


def test_every_static_file_has_a_budget_and_no_source_map():
    assert {path.name for path in STATIC.iterdir()} == set(BUDGETS)
    assert [path.name for path in STATIC.iterdir() if b"sourceMappingURL" in path.read_bytes()] == []


def test_nothing_is_fetched_from_elsewhere():
    found = {
        path.name: re.findall(rb"""(?:@import|url\(|src=|href=)["']?https?:""", path.read_bytes())
        for path in STATIC.iterdir()
    }
    assert {name: urls for name, urls in found.items() if urls} == {}


@pytest.mark.parametrize(
    "planted",
    [
        ".a { margin-left: 1px }",
        ".a { left: 0 }",
        ".a { text-align: right }",
        ".a { width: 4rem }",
        ".a { float: left }",
        ".a { border-top-color: var(--line) }",
        "@media (min-width: 62rem) { .a { min-height: 1px } }",
    ],
)
def test_a_planted_side_is_found(planted):
    assert physical_properties(planted) != []


@pytest.mark.parametrize(
    "harmless",
    ["@media (min-width: 62rem) { .a { inline-size: 1px } }", ".a { border-block-start: 0 }", "/* left: 0 */"],
)
def test_what_has_no_side_is_let_through(harmless):
    assert physical_properties(harmless) == []


@pytest.mark.parametrize(
    "planted",
    [".a { color: #fff }", ".a{fill:#0b6b7d}", ".a { box-shadow: 0 0 1px rgb(0 0 0 / .2) }", ".a { color: white }"],
)
def test_a_planted_colour_is_found(planted):
    assert raw_colours(planted) != []


def test_the_stylesheet_is_written_where_it_is_served_from(monkeypatch, tmp_path):
    monkeypatch.setattr(stylesheet, "JOINED", tmp_path / "ospolis.css")
    stylesheet.write_stylesheet()
    assert (tmp_path / "ospolis.css").read_text(encoding="utf-8") == JOINED.read_text(encoding="utf-8")
