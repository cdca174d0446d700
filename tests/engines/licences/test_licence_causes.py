"""Causes of wrong answers that labelled files brought to light, each with a text of our own making."""

import pytest

from engines.licences.licence_specimens import APACHE, BSD3, GPL3_LATER, MIT, MPL2, known_text
from ospolis.engines.licences import (
    FileReading,
    PathClass,
    classify_path,
    conclude_repository,
    find_windows,
    identify_window,
    read_blob,
)
from ospolis.engines.licences.hints import find_hints

CHOICE = "This work is available under 2 licenses -- choose whichever you prefer.\n"
NAMED = [
    ("field with a choice", 'license = "Unlicense OR MIT"', "Unlicense OR MIT"),
    ("field with a slash", 'license = "MIT/Apache-2.0"', "MIT OR Apache-2.0"),
    ("field of Perl", "license: perl\nversion: 1", "Artistic-1.0-Perl OR GPL-1.0-or-later"),
    ("terms of Perl", "You may redistribute it under the same terms as Perl itself.",
     "Artistic-1.0-Perl OR GPL-1.0-or-later"),
    ("a version in words", "Licensed under the Academic Free License version 2.1", "AFL-2.1"),
    ("a version with v", "subject to the Apple Public Source License v1.1", "APSL-1.1"),
    ("version before the name",
     "under the terms of version 2.1 of the GNU Lesser General Public License",
     "LGPL-2.1-only"),
    ("later of a licence that is not one of GNU's", "Licensed under the MPL 1.1 or later", "MPL-1.1+"),
    ("later of the EUPL", "Licensed under the EUPL 1.1 or as soon they will be approved by the Commission "
     "subsequent versions of the EUPL", "EUPL-1.1+"),
    ("three at your choice", "Licensed under any of the following licenses at your choice: GNU General Public "
     "License Version 2 or later http://gnu.example/gpl see below, GNU Lesser General Public License Version 2.1 or "
     "later, http://gnu.example/lgpl see below, Mozilla Public License Version 1.1 or later, MPL 1.1",
     "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1+"),
    ("multiple-licensed in the line of the holder", "Copyright 2004 Works. Multiple-Licensed under the MPL 2.0, and "
     "the EPL 1.0", "MPL-2.0 OR EPL-1.0"),
    ("two sentences are no choice", "Multiple-Licensed under the MPL 2.0 and EPL 1.0. The rest is licensed under "
     "Apache 2.0", "(MPL-2.0 OR EPL-1.0) AND Apache-2.0"),
    ("two texts to choose from", CHOICE + MIT + BSD3, "MIT OR BSD-3-Clause"),
    ("address that tells the version", "subject to either the GNU General Public License Version 2 only or the Common "
     'Development and Distribution License("CDDL"), https://oss.oracle.com/licenses/CDDL+GPL-1.1, subject to the '
     '"Classpath" exception as provided', "GPL-2.0-only WITH Classpath-exception-2.0 OR CDDL-1.1"),
    ("Exhibit B", MPL2 + 'This Source Code Form is "Incompatible With Secondary Licenses", as defined by the Mozilla '
     "Public License, v. 2.0.", "MPL-2.0-no-copyleft-exception"),
    ("exception of Libtool", GPL3_LATER + "if you distribute it with a program built using GNU Libtool, you may "
     "include this file under the same distribution terms", "GPL-3.0-or-later WITH Libtool-exception"),
    ("a notice that a program prints", '"under the terms of the GNU General Public License; either version 2 of the '
     'License, or\\n"\n"(at your option) any later version.\\n"', "GPL-2.0-or-later"),
    ("a sign that joins an exception", "released under the GPLv2+CE.", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("a field with the name of a holder", '"license": "W3C"', "W3C"),
    ("a holder whose name is a licence too", "This file by the W3C is governed by the W3C Software License [1]. "
     "[1] http://www.w3.org/Consortium/Legal/copyright-software-19980720", "W3C-19980720"),
    ("Spanish sentence", "Este fichero se distribuye bajo licencia GPL version 2", "GPL-2.0-only"),
    ("disclaimer by two letters", "## License\n\n[MPL-2.0 w/ HD](http://openmrs.org/license/)",
     "MPL-2.0 AND LicenseRef-healthcare-disclaimer"),
    ("advice at the end of the GPL", known_text("GPL-2.0-only") + " This General Public License does not permit "
     "incorporating your program into proprietary programs; use the GNU Lesser General Public License instead of this "
     "License.", "GPL-2.0-only"),
    ("a stretch of the same text elsewhere",
     known_text("ISC") + " a b c " + " ".join(known_text("ISC").split()[20:60]), "ISC"),
    ("a field that says more", '"licenses": [{"name": "Public Domain, CC0-1.0"', "CC0-1.0"),
    ("the licence of another", "License: Same as ZLIB (www.zlib.example)", "Zlib"),
    ("a name before a holder", "<!-- BSD 3 Clause - Copyright Maria Works -->", "BSD-3-Clause"),
    ("public domain by CC0", "made available in the public domain worldwide using the CC0 1.0 Universal dedication",
     "CC0-1.0"),
    ("a label of an image", "LABEL org.opencontainers.image.licenses=EUPL-1.2", "EUPL-1.2"),
    ("an author in place of a holder", known_text("BSD-3-Clause").replace(
        "neither the name of the copyright holder nor the names of its contributors may be used",
        "the name of the author may not be used").replace("by the copyright holders and contributors", "by the author")
     .replace("the copyright holder or contributors be liable", "the author be liable"), "BSD-3-Clause"),
    ("a product in place of another", known_text("Plexus").replace("the codehaus", "metastuff ltd")
     .replace("classworlds", "dom4j"), "Plexus"),
    ("without the last sentence", known_text("Apache-1.1").partition("portions of this software are")[0], "Apache-1.1"),
    ("parts with licences of their own", MIT + "NOTE: Various components carry their own licensing requirements and "
     "restrictions. Use of those components is subject to the terms outlined in the respective license of each "
     "component.", "MIT"),
    ("the exception of fmt", MIT + "--- Optional exception to the license ---\n\nAs an exception, if, as a result of "
     "your compiling your source code, portions of this Software are embedded into a form of such code, you may "
     "redistribute them without the notices.", "MIT WITH fmt-exception"),
    ("EUPL in two languages", known_text("EUPL-1.2") + " openbare licentie v 1 2 eupl " + "eupl woorden hier " * 450,
     "EUPL-1.2"),
    ("two licences in a Spanish sentence", "Es software libre, con licencia [GPL 2+](https://www.gnu.example/old/gpl-2.0.html)"
     " y [EUPL 1.1](http://ec.example/x.pdf).", "GPL-2.0-or-later AND EUPL-1.1"),
    ("two licences in a Portuguese sentence", "sob a licença MIT e EUPL 1.2", "MIT AND EUPL-1.2"),
    ("a choice in a German sentence", "licensed under the MIT oder EUPL 1.2", "MIT OR EUPL-1.2"),
    ("an address between two names", "licensed under MIT (https://works.example/text) and EUPL 1.2",
     "MIT AND EUPL-1.2"),
    ("two versions to choose from", "This tool is licensed under the GNU General Public License, version 2 or 3.",
     "GPL-2.0-only OR GPL-3.0-only"),
    ("two versions and a later one", "licensed under the GPL version 2 or version 3 or later", "GPL-2.0-or-later"),
    ("the same version twice", "licensed under the GPL version 2 or 2", "GPL-2.0-only"),
    ("no other version", "under the terms of the GNU General Public License Version 2 as published by the Free "
     "Software Foundation. You may not use or copy this program under any other version of the GNU General Public "
     "License.", "GPL-2.0-only"),
    ("Affero before the short name", "Published under AFFERO GPL v3", "AGPL-3.0-only"),
    ("the Classpath exception in few words", "licensed under the GNU General Public License (GPL) v2 with Classpath "
     "Exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("a choice in a list", "* License: MIT OR Apache-2.0\n* Project: x", "MIT OR Apache-2.0"),
    ("an expression alone", "MIT OR EUPL-1.1\n", "MIT OR EUPL-1.1"),
    ("the line of a bundled library", "/*!\n * Frame v3\n * Licensed under Apache 2.0\n */\n/*! part v2.1.3 "
     "| MIT License | part.example */a{}", "Apache-2.0 AND MIT"),
    ("a product named behind the header", APACHE + "limitations under the License.\n\nLast changed in libpng 1.6.35",
     "Apache-2.0"),
    ("software and packaging", "Works is free software, under the terms of the GNU General Public License, either "
     "version 2 or, any later version. The packaging is licensed under the GPL version 3.",
     "GPL-2.0-or-later AND GPL-3.0-only"),
    ("a waiver in words", "This is in the public domain. Rights are waived through the CC0 1.0 dedication.", "CC0-1.0"),
    ("a slash between two names", "/** @preserve Part 3.7 | @works | MIT/GPL2 Licensed */", "MIT OR GPL-2.0-only"),
    ("rights waived via CC0", "Copyright and related rights for samples are waived via CC0. Samples are small.",
     "CC0-1.0"),
    ("Composer's list", '"license": ["GPL-2.0-only", "MIT"]', "GPL-2.0-only OR MIT"),
    ("a list that says one twice", '"licenses" => ["MIT", "MIT"]', "MIT"),
    ("a badge that is read aloud", '<a><img alt="License: LGPL-3" src="https://works.example/"/></a>', "LGPL-3.0-only"),
    ("a line of a comment", "/*\nlight v3\n\nMIT license.\n\nMaria Works\n*/", "MIT"),
    ("a history before the text", "All of it is available under the following terms. Version 4 was what some hold "
     "to be the same as public domain, and nobody knows what these words mean in each of the countries of the world.\n"
     + MIT, "MIT"),
    ("at least, in signs", "This is free software under the GNU General Public License (>=v2). Read the file COPYING.",
     "GPL-2.0-or-later"),
    ("a licence in the line of the holder", "// Copyright (C) 2026 Works SAS.  Licenced under CC-by-NC 4.0.",
     "CC-BY-NC-4.0"),
    ("the short name in the long one", "licensed under the [Eclipse Distribution License (EDL) v1.0.](https://edl."
     "example) and the Eclipse Public License v2.0", "BSD-3-Clause AND EPL-2.0"),
    ("a link of Sphinx", "released under the MIT license. See the :doc:`license of the pages </license>`", "MIT"),
    ("the terms of the IETF", "is permitted subject to the license terms contained in, the Simplified BSD License set "
     "forth in Section 4.c of the IETF Trust's Legal Provisions", "BSD-3-Clause"),
    ("a file named after a licence", '"license": "LGPL-3.0-or-later", "license_files": ["COPYING", "LICENSE.mit"]',
     "LGPL-3.0-or-later"),
    ("a comment of Fortran", "c  under the terms of the GNU General Public License, either version 2 of the License, "
     "or\nc  (at your option) any later version.\n", "GPL-2.0-or-later"),
    ("licensed to you", "It is licensed to you under the MIT license.", "MIT"),
    ("names and their addresses", "[MIT]: https://spdx.org/licenses/MIT.html\n[LGPL-2.1-only]: "
     "https://spdx.org/licenses/LGPL-2.1-only.html", "MIT AND LGPL-2.1-only"),
    ("a badge with %20", "https://img.shields.test/badge/license-Apache%202.0-blue", "Apache-2.0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in NAMED], ids=[row[0] for row in NAMED])
def test_a_text_is_named(text: str, expected: str) -> None:
    assert identify_window(text).expression == expected


QUEUED = [
    ("a title of its own", "Works Public License v. 1.0\n" + known_text("MPL-2.0"), "a known text bears another name"),
    ("modified", "Modified Apache\n" + known_text("Apache-2.0"), "a known text bears another name"),
    ("an unknown half of a choice", "Dual-licensed under the MIT license and our own one",
     "a choice is offered, and only one of the licences is known"),
    ("a licence that is not known beside", "licensed under the GNU General Public License; either version 2 of the "
     "License, or any later version, or The European Software License; either version 1.1",
     "further terms stand beside the licence"),
    ("Spanish terms beside", "Licensed under the MIT license. Condiciones de uso: ninguna",
     "terms in a language that is not read stand beside the licence"),
    ("a licence of the W3C without its year", "distributed under the W3C's Software Intellectual Property License",
     "the sentence can mean W3C or W3C-19980720 or W3C-20150513"),
    ("Spanish terms alone", "bajo los términos de la casa", "it speaks of terms that are not known"),
    ("public domain", "Public Domain.", "it speaks of terms that are not known"),
    ("proprietary field", '"license": "proprietary"', "it speaks of terms that are not known"),
    ("MIT-like", "distributed under an MIT-like license", "it tells of a licence that is like a known one"),
    ("an exception of another licence", APACHE + "As an exception, if, as a result of your compiling your source code, "
     "portions of this Software are embedded", "further terms stand beside the licence"),
    ("an exception that is not known", MIT + "As an exception, you may leave out this notice on Sundays.",
     "further terms stand beside the licence"),
    ("parts without rights", known_text("CC-BY-4.0") + " Content of Works is not under it, and no rights are granted.",
     "further terms stand beside the licence"),
    ("nobody may use it", '"license": "UNLICENSED"', "it speaks of terms that are not known"),
    ("used by anyone", "It may be used in any way.", "it speaks of terms that are not known"),
    ("public domain beside a licence", "The files are in the public domain. They are also licensed under the MIT "
     "license.",
     "a work is given to the public domain beside the licence"),
    ("a part with a licence of its own", "It holds packer (c) Works, under the BSD-2-Clause license. In another "
     "folder beside it there stand features (c) Others, Apache 2.0 license with additions.",
     "another licence is named beside it without words that grant it"),
    ("derived from MIT", "It is released under an MIT/X derivative license", "it speaks of terms that are not known"),
    ("a field and its text at odds", "License: LGPL-2.1\n This package is free software; you can redistribute it under "
     "the terms of the GNU Lesser General Public License; either version 3 of the License, or any later version.",
     "a field and the text below it name different versions"),
    ("a section of the GPL alone", "permission to combine any work with a work licensed under version 3 of the GNU "
     "Affero General Public License", "a licence is named without words that grant it"),
    ("a stranger beside", "Most of it is under Apache 2.0. The rest is licensed under the Works Community "
     "Source License.",
     "a licence that is not known is named beside it"),
    ("given to the public domain", "// Any copyright is dedicated to the Public Domain.",
     "it speaks of terms that are not known"),
    ("licensed by somebody", "This package is licensed commercially by the MIT Technology Office, under terms.",
     "it speaks of terms that are not known"),
    ("licensed to somebody", "Licensed to PSF under a Contributor Agreement.", "it speaks of terms that are not known"),
    ("a list without a word", "licenses: ['Apache-2.0', 'MIT']",
     "several licences are listed, and not whether one of them may be chosen"),
    ("the same as something", "License: Same as Works", "it speaks of terms that are not known"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), [row[1:] for row in QUEUED], ids=[row[0] for row in QUEUED])
def test_a_text_is_asked_about(text: str, reason: str) -> None:
    answer = identify_window(text)

    assert (answer.verdict, answer.reason) == ("queued", reason)


def test_terms_put_into_a_known_text_are_seen() -> None:
    words = known_text("AGPL-3.0-only").split()
    words[400:400] = [
        "icons",
        "are",
        "of",
        "somebody",
        "else",
        "they",
        "can",
        "be",
        "used",
        "only",
        "within",
        "this",
        "project",
    ]

    assert identify_window(" ".join(words)).reason == "further terms stand inside the text of the licence"


POINTERS = [
    "This file is distributed under the same license as the PACKAGE package.",
    "Use of this code is governed by an Apache license that can be found in the LICENSE file",
]


@pytest.mark.parametrize("text", POINTERS)
def test_a_text_points_at_what_says_which(text: str) -> None:
    assert identify_window(text).verdict == "pointer"


MENTIONS = [
    '"license": ["a thing of ours", "and another"]',
    "categories that may be used in a column of the table of licenses",
    "run it without using proprietary software",
    "rights not expressly licensed under this section",
]


@pytest.mark.parametrize("text", MENTIONS)
def test_a_text_states_nothing(text: str) -> None:
    assert identify_window(text).verdict == "mention"


def test_one_open_name_beside_another_licence_is_no_pointer() -> None:
    text = "licensed under both the BSD license (found in the LICENSE file) and the GPLv2 (found in the COPYING file)"

    assert identify_window(text).verdict == "queued"


def test_the_section_of_a_licence_is_no_licence() -> None:
    text = "NOTICE file corresponding to section 4(d) of the Apache License, Version 2.0"

    assert identify_window(text).verdict == "mention"


def test_rich_text_is_read_for_its_words() -> None:
    words = BSD3.replace("\n", "\\par\n").replace("“", "\\'93")
    rich = (
        "{\\rtf1\\ansi{\\fonttbl{\\f0\\fswiss Helvetica;}}{\\*\\x {y}}\\pard\\f0 \\u231\\'e7 \\'e9 \\~\\\n"
        + words
        + "}"
    )

    assert identify_window(find_windows(rich.encode(), PathClass.LICENCE).texts[0]).expression == "BSD-3-Clause"


def test_what_is_marked_to_be_ignored_is_not_read() -> None:
    inside = b"# SPDX-License-Identifier: MIT\n"
    closed = b"x = 1\n# REUSE-IgnoreStart\n" + inside + b"# REUSE-IgnoreEnd\ny = 2\n"
    open_end = b"x = 1\n# REUSE-IgnoreStart\n" + inside

    assert [find_windows(data, PathClass.SOURCE).state for data in (closed, open_end)] == ["clear", "clear"]
    assert find_windows(closed + inside, PathClass.SOURCE).windows[0].first_line == 6


def test_a_paragraph_that_ends_in_a_colon_goes_on_with_its_list() -> None:
    text = (
        "intro\n" * 40
        + "\nRedistribution is permitted on these terms:\n\n1. keep this\n\n2. and that\n\n"
        + "outro\n" * 40
    )
    (window,) = find_windows(text.encode(), PathClass.DOCUMENT).windows

    assert (window.first_line, window.last_line) == (42, 46)


def test_a_list_of_licences_is_read_to_its_end() -> None:
    text = '{\n"a": 1,\n"license": [\n"MIT",\n"EUPL-1.2"\n],\n"b": 2\n}\n'
    (window,) = read_blob(text.encode(), classify_path("composer.json")).windows

    assert (window.answer.expression, window.window.last_line) == ("MIT OR EUPL-1.2", 6)


def test_a_text_kept_as_test_data_is_read_whole_and_code_by_its_comments() -> None:
    code = "/*\n" + MPL2 + "*/\n" + "int a;\n" * 60
    kept = [find_windows(text.encode(), PathClass.TEST_DATA).windows for text in (MIT, code)]

    assert [[(row.first_line, row.last_line) for row in rows] for rows in kept] == [[(1, MIT.count("\n"))], [(1, 5)]]


def test_a_program_that_stamps_headers_speaks_of_itself_in_its_first_comment_only() -> None:
    own, stamp = "#!/bin/sh\n# SPDX-License-Identifier: MIT\n\n", "HEADER='/*\n * SPDX-License-Identifier: ISC\n */'\n"
    kept = [find_windows(text.encode(), PathClass.LICENCE_TOOL) for text in (own + stamp, stamp, own)]

    assert [[(row.first_line, row.last_line) for row in scan.windows] for scan in kept] == [[(1, 2)], [], [(1, 2)]]


def test_a_heading_of_markdown_is_no_comment() -> None:
    text = "## License\n\n" + MIT.partition("\n\n")[2]

    assert read_blob(text.encode(), PathClass.TEST_DATA).windows[0].answer.expression == "MIT"


def test_a_comment_of_a_page_template_is_read_whole() -> None:
    text = f'<tal:comment replace="nothing">\n{MIT}</tal:comment>\n<div></div>\n'

    assert [row.answer.expression for row in read_blob(text.encode(), PathClass.SOURCE).windows] == ["MIT"]


def test_names_of_families_are_hints_where_they_stand_alone() -> None:
    hints = find_hints(b"MIT, LGPLv2, submit MITRE GPL", names=True)

    assert sorted(hints) == [0, 5, 26]


def test_a_list_of_packages_says_nothing_of_what_is_packed() -> None:
    text = "Package: a\nLicense: MIT\n\nPackage: b\nLicense: ISC\n"
    found = [conclude_repository([read(path, text)]).files for path in ("THIRD-PARTY-NOTICES.txt", "docs/list.md")]

    assert [list(files) for files in found] == [[], ["docs/list.md"]]


def read(path: str, text: str) -> FileReading:
    return FileReading(path, path, read_blob(text.encode(), classify_path(path)))


QUEUES = [
    ("settled by the same file", "setup.py", "# " + APACHE.replace("\n", "\n# ") + "\nx = 1\ny = 1\nz = 1\n"
     "'License :: OSI Approved :: Apache Software License'\n", 0),
    ("settled, the known one named again", "setup.py", "# " + APACHE.replace("\n", "\n# ") + "\nx = 1\ny = 1\nz = 1\n"
     "license='Apache 2.0', z='License :: OSI Approved :: Apache Software License'\n", 0),
    ("not settled by another licence", "setup.py", "# SPDX-License-Identifier: MIT\nx = 1\ny = 1\nz = 1\n"
     "'License :: OSI Approved :: Apache Software License'\n", 1),
    ("a change log", "CHANGELOG.md", "It is now licensed under the BSD license", 0),
    ("a licence file of nothing", "LICENSE", "to be written", 1),
    ("a licence file that points away at length", "LICENSE", "see the file LICENSE-2 " + "and more words " * 90, 1),
    ("a licence file that points away", "LICENSE", "For details see the file LICENSE-2.", 0),
    ("a further licence in a licence file", "LICENSE", "Licensed under the MIT license.\n\n" + "words " * 12 +
     "\n\nTool: BSD 3-Clause License", 1),
    ("a further name in a licence file", "LICENSE", "Licensed under the MIT license.\n\n" + "words " * 12 +
     "\n\nTool: copyright of others, BSD 3-Clause", 1),
    ("a lone name in test data", "testdata/x.yml", "key: apache-2.0 license\n", 0),
    ("a fixture of a licence", "testdata/LICENSE", "License text\n", 0),
    ("what a program shows", "a.ts", "getByText(\n'all content is under a license',\n)\n", 0),
    ("a list that a program shows", "a.php", "array LICENSES = [\n'Creative Commons License',\n]\n", 0),
    ("an option of a program", "a.sh", "-l|--license)\nsay \"no choice of a license here, it is GPLv2\"\n;;\n", 0),
    ("words of a program that are no string", "a.ts", "this content is under a license\n", 1),
    ("a licence in a string beside others", "a.py", "x = 1\n'SPDX-License-Identifier: MIT'\n"
     "'licensed under the BSD license'\n", 1),
    ("an agreement with contributors", "CLA.md", "You agree that it is licensed under the GPL", 0),
    ("like a licence, and tagged", "README.md", "<!-- SPDX-License-Identifier: curl -->\n\nx\n\nIt is distributed "
     "under an MIT-like license.\n", 0),
    ("like a licence", "README.md", "It is distributed under an MIT-like license.\n", 1),
    ("the exception is in the header", "pom.xml", "<!-- SPDX-License-Identifier: GPL-2.0-only WITH "
     "Classpath-exception-2.0 -->\n<a/>\n<b/>\n<c/>\n<name>GPLv2 license</name>\n", 0),
    ("a part that the same file names", "README.md", "Licensed under MIT. In the other folders of "
     "this tree there stands the tool of Works, BSD-2-Clause license\n\nx\n\ny\n\n" + "words " * 60
     + "\n\nSPDX-License-Identifier: BSD-2-Clause AND MIT\n", 0),
    ("data about licences", "tests/model/licenses.v1", '[\n{\n"title": "Creative Commons Attribution",\n'
     '"url": "http://works.example/licenses/cc-by"\n}]', 0),
    ("vendored terms", "vendor/x/PATENTS", "a grant of claims that nobody knows", 1),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "queued"), [row[1:] for row in QUEUES], ids=[row[0] for row in QUEUES])
def test_a_file_is_asked_about_or_not(path: str, text: str, queued: int) -> None:
    assert len(conclude_repository([read(path, text)]).queue) == queued
