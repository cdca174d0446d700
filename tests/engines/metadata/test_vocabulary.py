"""The controlled words are those of the standards."""

from __future__ import annotations

from importlib.resources import files

from ospolis.engines.metadata import read_vocabulary, shipped_vocabulary
from ospolis.engines.metadata.vocabulary import FILES, ScoreLine


def test_the_shipped_words_are_the_files_beside_the_code():
    folder = files("ospolis").joinpath("reference")
    assert read_vocabulary({name: folder.joinpath(name).read_bytes() for name in FILES}) == shipped_vocabulary()


def test_counts_are_those_of_the_standards():
    words = shipped_vocabulary()
    assert (len(words.categories), len(words.scopes), len(words.aliases)) == (106, 24, 9)
    assert (len(words.code_json["usage_inventory"]), len(words.code_json["usage_repository"])) == (8, 15)
    assert sum(line.points for line in words.score_lines) == 159
    assert words.score_lines[0] == ScoreLine("name", 10)
    assert words.aliases["gdpr"] == "https://eur-lex.europa.eu/eli/reg/2016/679/oj"


def test_licences_are_found_in_any_case():
    words = shipped_vocabulary()
    assert (words.licences["eupl-1.2"], words.licences["gpl-3.0"]) == ("EUPL-1.2", "GPL-3.0")
    assert {name for name in words.licences if name != name.lower() or " " in name} == set()
