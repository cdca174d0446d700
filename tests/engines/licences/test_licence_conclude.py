"""From readings to what a repository declares, shows and means."""

import pytest

from engines.licences.licence_specimens import APACHE, BSD3, GPL3_LATER, HEALTH, MIT, MPL2, known_text
from ospolis.engines.licences import (
    Clarity,
    Coverage,
    Declaration,
    FileReading,
    RepositoryLicences,
    classify_path,
    conclude_repository,
    read_blob,
)

GPL3_SOURCE = GPL3_LATER + "int main;\n"
GPL3_ONLY = GPL3_SOURCE.replace(
    " either version 3 of the License, or\n * (at your option) any later version.", " version 3."
)
APACHE_SCRIPT = "# " + APACHE.replace("\n", "\n# ")
MPL_SOURCE = "/*\n" + MPL2 + "*/\nint a;\n"


def conclude(tree: dict[str, str], *declared: tuple[str, str | None]) -> RepositoryLicences:
    files = []
    for number, (path, text) in enumerate(tree.items()):
        path_class = classify_path(path)
        files.append(FileReading(path, f"blob{number}", read_blob(text.encode(), path_class)))
    return conclude_repository(files, manifest_declared=[Declaration(path, text) for path, text in declared])


def summary(result: RepositoryLicences) -> tuple[str | None, str | None, str, str]:
    return result.declared, result.detected, result.clarity.value, result.rule


TREES = [
    ("root licence", {"LICENSE": MIT}, (), ("MIT", "MIT", "clear", "root-licence-file")),
    ("addendum", {"LICENSE": known_text("MPL-2.0") + " healthcare disclaimer", "a.c": "/*\n" + HEALTH + "*/"}, (),
     ("MPL-2.0 AND LicenseRef-healthcare-disclaimer",) * 2 + ("clear", "root-licence-file")),
    ("as OpenMRS says it", {"LICENSE": known_text("MPL-2.0") + "\n\nHealthcare Disclaimer\n\n1. It is the sole "
     "responsibility of the health care provider to verify all treatment plans.", "api/A.java": "/*\n" + HEALTH + "*/",
     "README.md": "[MPL-2.0 w/ HD](http://openmrs.org/license/)", "vendor/x/LICENSE": MIT}, (),
     ("MPL-2.0 AND LicenseRef-healthcare-disclaimer",) * 2 + ("clear", "root-licence-file")),
    ("as OpenCRVS says it", {"LICENSE": known_text("MPL-2.0") + "\n\nOpenClinic is also distributed under the terms of "
     "the Civil Registration & Healthcare Disclaimer located at http://clinic.example.org/license.",
     "packages/a.ts": "/*\n" + HEALTH + "*/"}, (("package.json", "MPL-2.0"),),
     ("MPL-2.0 AND LicenseRef-healthcare-disclaimer",) * 2 + ("clear", "root-licence-file")),
    ("nothing", {"a.c": "int a;"}, (), (None, None, "none", "nothing-found")),
    ("empty", {}, (), (None, None, "none", "nothing-found")),
    ("readme grant only", {"README.md": "It is licensed under the MIT License."}, (),
     (None, "MIT", "needs a look", "no-licence-file")),
    ("readme lone name", {"README.md": "MIT License"}, (), (None, None, "none", "nothing-found")),
    ("manifest only", {"a.c": "int a;"}, (("package.json", "MIT"),), ("MIT", None, "needs a look", "manifest-only")),
    ("manifest ambiguous", {"a.c": "int a;"}, (("package.json", "GPL-3.0"),), (None, None, "none", "nothing-found")),
    ("manifest of a part", {"a.c": "int a;"}, (("web/package.json", "MIT"),), (None, None, "none", "nothing-found")),
    ("unknown licence file", {"LICENSE": "You may not be used by anyone. Permission is withheld."},
     (("package.json", "MIT"),),
     ("MIT", None, "needs a look", "root-not-understood")),
    ("licence file of nothing", {"LICENSE": "to be written"}, (), (None, None, "needs a look", "root-not-understood")),
    ("empty licence file", {"LICENSE": ""}, (), (None, None, "none", "nothing-found")),
    ("rust pair", {"LICENSE-MIT": MIT, "LICENSE-APACHE": known_text("Apache-2.0")}, (),
     ("Apache-2.0 OR MIT", "Apache-2.0 AND MIT", "clear", "choice-by-custom")),
    ("two texts", {"LICENSE": MIT, "LICENSE.bsd": BSD3}, (),
     ("MIT AND BSD-3-Clause", "BSD-3-Clause AND MIT", "several", "several-root-files")),
    ("two texts and a manifest", {"LICENSE": MIT, "LICENSE.bsd": BSD3},
     (("a.toml", "foo"), ("b.toml", "BSD-3-Clause OR MIT")),
     ("BSD-3-Clause OR MIT", "BSD-3-Clause AND MIT", "clear", "root-files-and-manifest")),
    ("lesser pair", {"COPYING": known_text("GPL-3.0-only"), "COPYING.LESSER": known_text("LGPL-3.0-only")}, (),
     ("LGPL-3.0-only", "GPL-3.0-only AND LGPL-3.0-only", "clear", "lesser-pair")),
    ("old lesser pair", {"COPYING": known_text("GPL-2.0-only"), "COPYING.LESSER": known_text("LGPL-2.1-only")}, (),
     ("LGPL-2.1-only", "GPL-2.0-only AND LGPL-2.1-only", "clear", "lesser-pair")),
    ("text alone", {"COPYING": known_text("GPL-3.0-only")}, (),
     ("GPL-3.0-only", "GPL-3.0-only", "clear", "root-licence-file")),
    ("headers say later", {"COPYING": known_text("GPL-3.0-only"), "a.c": GPL3_SOURCE}, (),
     ("GPL-3.0-or-later", "GPL-3.0-only AND GPL-3.0-or-later", "clear", "headers-say-later")),
    ("headers say only", {"COPYING": known_text("GPL-3.0-only"), "a.c": GPL3_ONLY, "b.c": GPL3_ONLY}, (),
     ("GPL-3.0-only", "GPL-3.0-only", "clear", "root-licence-file")),
    ("manifest says later", {"COPYING": known_text("GPL-3.0-only")},
     (("a/b", "MIT"), ("p", "GPLv3"), ("q", "GPL-3.0-or-later")),
     ("GPL-3.0-or-later", "GPL-3.0-only", "clear", "manifest-says-later")),
    ("manifest says only", {"COPYING": known_text("GPL-3.0-only"), "a.c": GPL3_SOURCE}, (("q", "GPL-3.0-only"),),
     ("GPL-3.0-only", "GPL-3.0-only AND GPL-3.0-or-later", "clear", "root-licence-file")),
    ("licences folder", {"LICENSES/MIT.txt": MIT}, (), ("MIT", "MIT", "clear", "root-licence-file")),
    ("stricter header", {"LICENSE": MIT, "src/print.js": GPL3_SOURCE}, (),
     ("MIT", "GPL-3.0-or-later AND MIT", "several", "headers-stricter")),
    ("milder header",
     {"LICENSE": known_text("MPL-2.0"), "a.c": MPL_SOURCE, "b.c": MPL_SOURCE, "c.sh": APACHE_SCRIPT}, (),
     ("MPL-2.0", "MPL-2.0 AND Apache-2.0", "clear", "root-licence-file")),
    ("other headers throughout", {"LICENSE": MIT, "a.c": f"/*\n{APACHE}*/", "b.c": f"/*\n{APACHE}*/"}, (),
     ("MIT", "Apache-2.0 AND MIT", "several", "headers-differ")),
    ("a choice that holds the root", {"LICENSE": MIT, "a.c": "// SPDX-License-Identifier: MIT OR GPL-2.0-only\n"}, (),
     ("MIT", "MIT AND (MIT OR GPL-2.0-only)", "clear", "root-licence-file")),
    ("fixtures outvote nobody", {"LICENSE": MIT, **{f"testdata/{n}.c": GPL3_SOURCE for n in range(9)}}, (),
     ("MIT", "MIT", "clear", "root-licence-file")),
    ("vendored code outvotes nobody", {"LICENSE": MIT, "vendor/x/LICENSE": known_text("GPL-3.0-only")}, (),
     ("MIT", "MIT", "clear", "root-licence-file")),
    ("manifest differs", {"LICENSE": MIT}, (("package.json", "EUPL-1.2"),),
     ("MIT", "MIT", "several", "manifest-differs")),
    ("manifest is less exact", {"LICENSE": BSD3}, (("setup.py", "BSD"), ("p", None)),
     ("BSD-3-Clause", "BSD-3-Clause", "clear", "root-licence-file")),
    ("prose in a document", {"LICENSE": MIT, "docs/a.md": "Our friend is licensed under Apache 2.0."}, (),
     ("MIT", "MIT", "clear", "root-licence-file")),
    ("tag in a document", {"LICENSE": MIT, "docs/a.md": "<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n"}, (),
     ("MIT", "CC-BY-4.0 AND MIT", "clear", "root-licence-file")),
    ("field in code is about something else", {"LICENSE": MIT, "a.py": 'x = {\n"license": "ISC",\n}\n'}, (),
     ("MIT", "MIT", "clear", "root-licence-file")),
    ("field in a comment is a header", {"LICENSE": MIT, "a.php": "<?php\n/* License: ISC */\n"}, (),
     ("MIT", "ISC AND MIT", "several", "headers-differ")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "tree", "declared", "expected"), TREES, ids=[row[0] for row in TREES])
def test_a_repository_is_concluded(
    name: str, tree: dict[str, str], declared: tuple[tuple[str, str | None], ...], expected: tuple[str | None, ...]
) -> None:
    assert summary(conclude(tree, *declared)) == expected


def test_only_a_clear_repository_is_concluded_without_a_person() -> None:
    results = [conclude({"LICENSE": MIT}), conclude({"LICENSE": MIT, "a.js": GPL3_SOURCE})]

    assert [(result.concluded, result.clarity) for result in results] == [
        ("MIT", Clarity.CLEAR),
        (None, Clarity.SEVERAL),
    ]


def test_every_statement_carries_its_evidence() -> None:
    result = conclude({"LICENSE": MIT, "src/a.js": "\n" + GPL3_SOURCE})
    root, header = result.licence_files[0].evidence[0], result.conflicts[0].evidence[0]

    assert result.evidence == (root,)
    assert (root.path, root.blob, root.first_line, root.last_line, root.rule) == ("LICENSE", "blob0", 1, 21, "text MIT")
    assert (header.path, header.first_line, header.last_line, header.rule) == ("src/a.js", 2, 6, "grant-sentence")
    assert (len(root.window), header.version) == (32, result.version)


def test_licence_files_are_listed_root_first_with_what_they_say() -> None:
    result = conclude({"a/LICENSE": BSD3, "LICENSE": MIT, "b/LICENSE": "nothing of note", "c/COPYING": ""})

    assert [(file.path, file.expression, file.verdict, file.in_root) for file in result.licence_files] == [
        ("LICENSE", "MIT", "named", True),
        ("a/LICENSE", "BSD-3-Clause", "named", False),
        ("b/LICENSE", None, "mention", False),
        ("c/COPYING", None, "clear", False),
    ]


def test_what_is_not_understood_is_queued_once_with_all_its_places() -> None:
    odd = "// May not be used by strangers, says the license.\n"
    result = conclude({"a.c": odd, "b.c": odd, "LICENSE": "to be written", "vendor/x.c": "// licensed to few people\n"})

    assert [(item.reason, item.files, item.weight, [place.path for place in item.places]) for item in result.queue] == [
        ("a licence file in which nothing is recognised", 1, 0, ["LICENSE"]),
        ("it speaks of terms that are not known", 2, 2, ["a.c", "b.c"]),
        ("it speaks of terms that are not known", 1, 4, ["vendor/x.c"]),
    ]


def test_coverage_counts_what_was_read_and_what_speaks() -> None:
    """Six files, the picture and the lock file unread; windows: LICENSE, a.c, t/x.c: two of them own."""
    tree = {
        "LICENSE": MIT,
        "a.c": MPL_SOURCE,
        "b.c": "int b;",
        "fixtures/x.c": MPL_SOURCE,
        "a.png": "",
        "go.sum": "license",
    }

    assert conclude(tree).coverage == Coverage(
        files=6, read=4, with_windows=3, own=3, stated=2, windows=3, unique_windows=2, queued=0
    )


def test_a_limit_that_was_reached_is_named() -> None:
    assert conclude({"a.c": "license\na\nb\nc\n" * 401}).coverage.limits == ("only the first 400 windows are read",)


def test_counts_are_for_all_files_and_for_own_files_apart() -> None:
    result = conclude({"LICENSE": MIT, "a.c": MPL_SOURCE, "fixtures/x.c": MPL_SOURCE, "fixtures/y.c": MPL_SOURCE})

    assert (result.counts, result.own_counts) == ({"MPL-2.0": 3, "MIT": 1}, {"MIT": 1, "MPL-2.0": 1})


def test_two_windows_of_one_file_are_joined() -> None:
    result = conclude({"a.c": f"{MPL_SOURCE}\n\n\n\n// SPDX-License-Identifier: MIT\n"})

    assert result.files["a.c"].expression == "MPL-2.0 AND MIT"


SIDECAR = "SPDX-License-Identifier: CC0-1.0\n"


def test_a_sidecar_speaks_for_the_file_beside_it() -> None:
    result = conclude({"logo.png": "", "logo.png.license": SIDECAR, "gone.png.license": SIDECAR})

    assert {path: (file.expression, file.own) for path, file in result.files.items()} == {
        "gone.png": ("CC0-1.0", True),
        "logo.png": ("CC0-1.0", True),
    }


def reuse(path: str, expression: str, precedence: str = "closest") -> str:
    return (
        f'version = 1\n[[annotations]]\npath = "{path}"\nprecedence = "{precedence}"\n'
        f'SPDX-License-Identifier = "{expression}"\n'
    )


def expressions(tree: dict[str, str]) -> dict[str, str]:
    return {path: file.expression for path, file in conclude(tree).files.items() if path.endswith((".c", ".png"))}


def test_annotations_fill_what_files_do_not_say_themselves() -> None:
    tree = {"REUSE.toml": reuse("**", "MIT"), "a.c": "int a;", "b.c": MPL_SOURCE, "x/a.png": ""}

    assert expressions(tree) == {"a.c": "MIT", "b.c": "MPL-2.0", "x/a.png": "MIT"}


def test_annotations_may_override_or_add() -> None:
    for precedence, expected in (("override", "MIT"), ("aggregate", "MPL-2.0 AND MIT")):
        assert expressions({"REUSE.toml": reuse("b.c", "MIT", precedence), "b.c": MPL_SOURCE}) == {"b.c": expected}


def test_the_nearest_annotations_win_and_stay_within_their_folder() -> None:
    tree = {"REUSE.toml": reuse("**", "MIT"), "x/REUSE.toml": reuse("*.c", "ISC"), "x/a.c": "int", "a.c": "int"}

    assert expressions(tree) == {"a.c": "MIT", "x/a.c": "ISC"}


def test_annotations_of_the_older_form_are_relative_to_the_root() -> None:
    assert expressions({".reuse/dep5": "Files: *\nLicense: ISC\n", "x/a.c": "int"}) == {"x/a.c": "ISC"}
