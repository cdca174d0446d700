"""Colour pairs hold WCAG 2.2: words 4.5, borders and marks 3. A browser rule cannot see Arabic or SVG; this can."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src/ospolis/core/styles/tokens.css"
TEXT, MARK = 4.5, 3.0
SURFACES = ("paper", "ground")
STATES = ("good", "warn", "bad", "info")
PAIRS: list[tuple[str, str, float]] = [
    *((ink, on, TEXT) for ink in ("ink", "ink-soft", "link", "link-hover", "brand-text") for on in SURFACES),
    *((ink, "sunken", TEXT) for ink in ("ink", "ink-soft", "link", "link-hover", "brand-text")),
    *((ink, on, TEXT) for ink in ("on-brand", "on-brand-soft") for on in ("brand", "brand-deep")),
    *(("sun", on, MARK) for on in ("brand", "brand-deep")),
    *((ink, "brand-wash", TEXT) for ink in ("brand-text", "ink", "ink-soft", "link")),
    *(("on-action", on, TEXT) for on in ("action", "action-hover")),
    *(("action", on, MARK) for on in SURFACES),
    *((state, on, TEXT) for state in STATES for on in (*SURFACES, f"{state}-wash")),
    *((ink, f"{state}-wash", TEXT) for state in STATES for ink in ("ink", "link")),
    *(("edge", on, MARK) for on in (*SURFACES, "sunken")),
    *(("focus", on, MARK) for on in (*SURFACES, "sunken", "brand-wash")),
    *((f"c{n}", on, MARK) for n in range(6) for on in SURFACES),
    *(("paper", f"c{n}", TEXT) for n in range(1, 6)),
    *((f"h{n}-ink", f"h{n}", TEXT) for n in range(5)),
]


def themes(css: str) -> dict[str, dict[str, str]]:
    """Read the tokens of both themes; the two dark blocks (system and chosen) must be the same."""
    found = {
        selector.strip(): dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body))
        for selector, body in re.findall(r"(:root[^{]*)\{([^}]*)\}", css)
    }
    light, dark = found[":root"], found[':root[data-theme="dark"]']
    assert dark == found[':root:not([data-theme="light"])'], "the two dark blocks differ"
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def weak_pairs(css: str) -> list[str]:
    """Name each pair that is too weak, with the theme."""
    return [
        f"{theme}: {fore} on {back} {ratio(tokens[fore], tokens[back]):.2f} < {least}"
        for theme, tokens in themes(css).items()
        for fore, back, least in PAIRS
        if ratio(tokens[fore], tokens[back]) < least
    ]


def test_every_pair_of_colours_is_strong_enough():
    assert weak_pairs(TOKENS.read_text(encoding="utf-8")) == []


def test_black_on_white_has_the_ratio_of_the_standard():
    assert ratio("#000000", "#ffffff") == 21


def test_a_pale_ink_is_found():
    css = TOKENS.read_text(encoding="utf-8").replace("--ink-soft: #5c5159", "--ink-soft: #aaaaaa")
    assert "light: ink-soft on paper 2.32 < 4.5" in weak_pairs(css)


def test_dark_blocks_that_differ_are_found():
    css = TOKENS.read_text(encoding="utf-8")
    with pytest.raises(AssertionError, match="two dark blocks differ"):
        weak_pairs(css[::-1].replace("--ink: #f3edf0"[::-1], "--ink: #ffffff"[::-1], 1)[::-1])
