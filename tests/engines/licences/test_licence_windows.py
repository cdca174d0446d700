"""Where windows are cut, and the id they have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.licences.licence_specimens import BSD3, GPL3_LATER, MIT
from ospolis.engines.licences import PathClass, Window, find_windows
from ospolis.engines.licences.hints import find_hints
from ospolis.engines.licences.normalise import decode_text, find_tags, make_window_id, split_tokens
from ospolis.engines.licences.windows import LARGEST_WINDOW, MOST_WINDOWS


def cut(data: bytes | str, path_class: PathClass = PathClass.SOURCE) -> list[tuple[int, int, int, int]]:
    raw = data.encode() if isinstance(data, str) else data
    return [
        (window.start, window.end, window.first_line, window.last_line)
        for window in find_windows(raw, path_class).windows
    ]


def test_a_file_without_a_hint_is_clear() -> None:
    text = b"int main(void) { return f(c); }\n# commit, limit, as is the case\n"
    scan = find_windows(text, PathClass.SOURCE)

    assert (scan.state, scan.windows) == ("clear", ())


HINTS = ["LICENSE", "Lizenz", "лицензия", "ЛИЦЕНЗИЯ", "ترخيص", "许可", "Copyright", "©", "(c) 2020", "(C) by",
         '"as is"', "redistribute", "WARRANTY", "public domain", "patent"]  # fmt: skip


@pytest.mark.parametrize("word", HINTS)
def test_a_hint_in_any_case_and_language_is_a_reason_to_look(word: str) -> None:
    assert len(list(find_hints(f"x {word} y".encode(), names=False))) > 0


def test_a_lone_family_name_is_a_hint_in_prose_only() -> None:
    text = b"uses MIT here, not LIMIT or commit"

    assert [list(find_hints(text, names=names)) for names in (True, False)] == [[5], []]


def test_a_hint_grows_to_its_block_comment() -> None:
    text = f"package x;\n{GPL3_LATER}int a;\nint b;\nint license;\n"
    end = 11 + len(GPL3_LATER) - 1

    # The comment goes from byte 11 to its "*/"; the code starts one line end and "int a;" later, 8 bytes.
    assert cut(text) == [(11, end, 2, 6), (end + 8, len(text), 8, 9)]


def test_a_hint_grows_over_neighbouring_comment_lines() -> None:
    assert cut("x = 1\n# one\n# license\n# two\n\ny = 2\n") == [(6, 28, 2, 4)]


def test_a_hint_in_a_docstring_takes_the_docstring() -> None:
    assert cut('a\n"""one\n\nlicense\n\ntwo"""\nb = 1\n') == [(2, 25, 2, 6)]
    assert cut('a = """x"""\nb\nlicense\nc\n') == [(12, 24, 2, 4)]
    assert cut('a\n"""one\n\nlicense\n') == [(9, 18, 3, 4)]


def test_a_hint_in_code_takes_its_line_and_both_neighbours() -> None:
    assert cut("a\nb\nlicense\nd\ne\n") == [(2, 14, 2, 4)]
    assert cut("license") == [(0, 7, 1, 1)]


def test_a_hint_in_prose_takes_its_paragraph() -> None:
    text = "intro words\nmore\n" * 6 + "\nIt is under\nthe MIT\nlicense.\n\n" + "outro words\nmore\n" * 6

    assert cut(text, PathClass.README) == [(103, 132, 14, 16)]


def test_a_document_that_is_mostly_windows_is_one_window() -> None:
    assert cut(BSD3, PathClass.DOCUMENT) == [(0, len(BSD3), 1, BSD3.count("\n"))]


def test_two_hints_in_one_place_are_one_window() -> None:
    assert cut("license\nlicense\n") == [(0, 16, 1, 2)]


def test_a_very_long_line_is_cut_around_the_hint() -> None:
    assert cut(b"x" * 10_000 + b" license " + b"y" * 10_000) == [(7_953, 12_049, 1, 1)]


def test_a_glob_in_a_list_of_folders_opens_no_comment() -> None:
    assert cut('["packages/*",\n"a",\n"license",\n"b",\n"c/*/d"]\n') == [(15, 36, 2, 4)]


def test_a_comment_that_never_ends_is_no_block() -> None:
    assert cut("/* a\nlicense\n") == [(0, 13, 1, 2)]
    assert cut("/* a */ b\nc\nlicense\n") == [(10, 20, 2, 3)]


def test_a_licence_file_is_one_window_and_a_long_one_is_cut_at_paragraphs() -> None:
    paragraph = "word " * 199 + "word\n\n"
    text = paragraph * 100

    pieces = cut(text, PathClass.LICENCE)

    assert [end - start <= LARGEST_WINDOW for start, end, _, _ in pieces] == [True, True]
    assert (pieces[0][1] == pieces[1][0], pieces[1][1]) == (True, len(text))
    assert len(cut("x" * 100_000, PathClass.LICENCE)) == 2
    assert find_windows(b" \n", PathClass.LICENCE).state == "clear"


def test_a_long_run_of_comment_lines_is_cut_too() -> None:
    text = "# license of ours, and so on and on and on\n" * 4_000

    assert max(end - start for start, end, _, _ in cut(text)) <= LARGEST_WINDOW


def test_too_many_windows_are_cut_and_the_limit_is_named() -> None:
    scan = find_windows(b"license\na\nb\nc\n" * (MOST_WINDOWS + 1), PathClass.SOURCE)

    assert (len(scan.windows), scan.limits) == (MOST_WINDOWS, (f"only the first {MOST_WINDOWS} windows are read",))


def test_what_is_not_text_is_not_read() -> None:
    assert [find_windows(b"license", kind).state for kind in (PathClass.LOCK, PathClass.BINARY)] == ["not read"] * 2
    assert find_windows(b"license\0", PathClass.SOURCE).state == "binary"


def test_a_licence_file_in_utf_16_is_read() -> None:
    windows = find_windows(MIT.encode("utf-16"), PathClass.LICENCE).windows

    assert [window.id for window in windows] == [
        window.id for window in find_windows(MIT.encode(), PathClass.LICENCE).windows
    ]


def test_a_window_says_its_range_lines_id_and_the_start_of_its_text() -> None:
    assert find_windows(b"# license\n", PathClass.SOURCE).windows == (
        Window(0, 10, 1, 1, make_window_id(["license"]), "# license\n"),
    )


@pytest.mark.parametrize(
    "dressed",
    [
        MIT.upper(),
        MIT.replace("\n", "\r\n"),
        "/*\n" + "".join(f" * {line}\n" for line in MIT.splitlines()) + " */",
        "".join(f"# {line}\n" for line in MIT.splitlines()),
        "".join(f"rem {line}\n" for line in MIT.splitlines()),
        MIT.replace("2023 Ministry of Works", "2001-2009, 2012 Somebody Else"),
        MIT.replace('"', "“").replace("'", "’"),
        MIT.replace("\n\n", "</p>\n<p>"),
        MIT.replace(" ", "\u00a0"),
        "\ufeff" + MIT,
    ],
    ids=["upper", "crlf", "block", "hash", "rem", "holder", "quotes", "html", "nbsp", "bom"],
)
def test_the_same_words_in_other_dress_have_the_same_id(dressed: str) -> None:
    assert make_window_id(split_tokens(decode_text(dressed.encode()))) == make_window_id(split_tokens(MIT))


def test_another_sentence_has_another_id_and_so_has_another_tag() -> None:
    ids = {
        make_window_id(["a"]),
        make_window_id(["b"]),
        make_window_id(["a"], ("MIT",)),
        make_window_id(["a"], ("ISC",)),
    }

    assert len(ids) == 4


def test_licence_and_license_are_one_word_and_a_plus_stays() -> None:
    assert split_tokens("Sublicence the LICENCES, GPLv2+ &amp; 2019-2024 more_words") == [
        "sublicense", "the", "licenses", "gplv2+", "more", "words",
    ]  # fmt: skip


def test_a_sentence_about_copyright_is_kept_and_a_holder_is_cut() -> None:
    text = "copyright notice, this list\nCopyright (c) 2020 A Person. Permission is hereby granted\n(C) by Me\nend"

    assert split_tokens(text) == ["copyright", "notice", "this", "list", "permission", "is", "hereby", "granted", "end"]


def test_tags_are_found_as_written_without_their_comment() -> None:
    text = (
        "// SPDX-License-Identifier: MIT */\n<!-- SPDX-License-Identifier: (ISC OR MIT) -->\nspdx-license-identifier: x"
    )

    assert find_tags(text) == ("MIT", "(ISC OR MIT)", "x")


def test_bytes_that_are_not_utf_8_are_read_as_latin_1() -> None:
    assert decode_text(b"licen\xe7a") == "licença"


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from([b"license ", b"\n", b"/*", b"*/", b"# ", b'"""', b"x", b"\xff", b"(c) 2020", b"\n\n"]),
        max_size=60,
    ),
    st.sampled_from(list(PathClass)),
)
def test_windows_are_ordered_inside_the_file_and_do_not_overlap(parts: list[bytes], path_class: PathClass) -> None:
    data = b"".join(parts)
    pieces = cut(data, path_class)
    borders = [border for start, end, _, _ in pieces for border in (start, end)]

    assert borders == sorted(borders)
    assert all(0 <= start < end <= len(data) for start, end, _, _ in pieces)
    assert all(1 <= first <= last for _, _, first, last in pieces)
