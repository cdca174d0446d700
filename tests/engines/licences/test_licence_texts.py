"""The gold set: each text of the SPDX list is recognised as itself, however it is dressed."""

import textwrap

import pytest

from engines.licences.licence_specimens import BSD2, BSD3, MIT
from ospolis.engines.licences import identify_window
from ospolis.engines.licences.match_texts import Piece, match_texts
from ospolis.engines.licences.normalise import split_tokens
from ospolis.engines.licences.texts import count_covered, load_texts, make_runs

# No text of the list fails; a text that does is added here with the reason why.
EXCEPTIONS: dict[str, str] = {}


def spoken_texts() -> list[tuple[tuple[str, ...], str]]:
    index = load_texts()
    words = {number: word for word, number in index.numbers.items()}
    return [(text.ids, " ".join(words[number] for number in text.words)) for text in index.texts]


def in_comment(text: str) -> str:
    lines = ["Copyright (c) 2001-2026 Ministry of Works", "All rights reserved.", "", *textwrap.wrap(text, 70)]
    return "/*\n" + "".join(f" * {line}\n" for line in lines) + " */\n"


def count_wrong(texts: list[tuple[tuple[str, ...], str]]) -> list[str]:
    wrong = []
    for ids, text in texts:
        if identify_window(text).expression not in ids and ids[0] not in EXCEPTIONS:
            wrong.append(ids[0])
    return wrong


def test_each_text_is_itself_with_holders_and_in_a_comment() -> None:
    texts = spoken_texts()

    assert count_wrong([(ids, in_comment(text)) for ids, text in texts]) == []


@pytest.mark.parametrize("offset", range(4))
def test_a_text_is_itself_between_other_words(offset: int) -> None:
    """Every twentieth text; the long form of all of them runs as a benchmark."""
    texts = spoken_texts()[offset * 5 :: 20]

    assert (
        count_wrong([(ids, f"The Gauge Project\n\n{text}\n\nMade with care by the team.") for ids, text in texts]) == []
    )


def test_a_short_text_inside_a_longer_one_gives_way() -> None:
    assert [match_texts(split_tokens(text))[0][0].id for text in (BSD2, BSD3)] == ["BSD-2-Clause", "BSD-3-Clause"]


def test_a_rare_twin_wins_only_with_its_own_words() -> None:
    """JSON is MIT and one sentence more; without the sentence the text is MIT."""
    good = "The Software shall be used for Good, not Evil.\n\nTHE SOFTWARE IS PROVIDED"

    assert match_texts(split_tokens(MIT.replace("THE SOFTWARE IS PROVIDED", good)))[0][0].id == "JSON"
    assert match_texts(split_tokens(MIT))[0][0].id == "MIT"


def test_a_few_words_are_no_text() -> None:
    assert match_texts(["a", "b"]) == ([], [["a", "b"]], [])
    assert match_texts([]) == ([], [], [])


def test_a_replaced_word_costs_one_word_and_not_the_sentence() -> None:
    """Of the words of MIT without its title one is another: (163 - 1) / (163 + 1) stays above 0.98."""
    piece = match_texts(split_tokens(MIT.replace("restriction", "hindrance")))[0][0]

    assert (piece.id, piece.score > 0.98) == ("MIT", True)


def test_many_texts_in_one_window_are_all_found_and_the_rest_is_given_back() -> None:
    pieces, rests, _ = match_texts(split_tokens(f"first words {MIT} words between {BSD3} last words"))

    assert [piece.id for piece in pieces] == ["MIT", "BSD-3-Clause"]
    assert [isinstance(piece, Piece) for piece in pieces] == [True, True]
    assert [" ".join(rest) for rest in rests][-1] == "last words"


def test_runs_with_an_unknown_word_equal_none() -> None:
    assert make_runs([1, 2, 3, 4, 65_535]) == [((1 << 16 | 2) << 16 | 3) << 16 | 4, -1]
    assert make_runs([1, 2]) == []


def test_overlapping_runs_count_their_words_once() -> None:
    """Runs at 0 and 1 share three words: 4 + 1; the run at 6 adds four: 9."""
    assert count_covered([True, True, False, False, False, False, True]) == 9
