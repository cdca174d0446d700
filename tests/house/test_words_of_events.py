"""Every event says in plain words what happened, so that the journal can be read by people."""

from __future__ import annotations

import pytest
from reference_pages import descendants, load_every_module

from house.tree import hold_rule
from ospolis.core.journal import Event


def find_wordless(kinds: list[type[Event]]) -> list[str]:
    """Name the events without words of their own, and those whose words are no plain sentence."""
    found = []
    for kind in kinds:
        words = str(vars(kind).get("words", ""))
        if not words:
            found.append(f"{kind.verb}: add words = _(...), in plain words and in the past tense")
        elif len(words) > 120 or not words[0].isupper() or words.endswith(".") or "_" in words:
            found.append(f"{kind.verb}: '{words}' is no plain clause of at most 120 letters")
    return found


@pytest.mark.parametrize("words", ["", "a file came", "A file came.", "A stored_file came", "A" * 121])
def test_an_event_without_plain_words_is_found(words):
    kind = type("Planted", (), {"verb": "core.planted", "words": words})

    assert len(find_wordless([kind])) == 1


def test_events_of_the_product_have_words():
    load_every_module()
    kinds = [kind for kind in descendants(Event) if kind.__module__.startswith("ospolis.")]

    hold_rule(find_wordless(kinds))
