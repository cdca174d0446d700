"""What one window says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.licences.licence_specimens import APACHE, BSD2, BSD3, GPL3_LATER, HEALTH, MIT, MPL2, known_text
from ospolis.engines.licences import Answer, Match, identify_window

NAMED = [
    (MIT, "MIT"),
    (BSD3, "BSD-3-Clause"),
    (BSD2, "BSD-2-Clause"),
    (MIT + "\n\n" + BSD3, "MIT AND BSD-3-Clause"),
    (APACHE, "Apache-2.0"),
    (MPL2, "MPL-2.0"),
    (HEALTH, "MPL-2.0 AND LicenseRef-healthcare-disclaimer"),
    ("also distributed under the terms of the Healthcare Disclaimer.", "LicenseRef-healthcare-disclaimer"),
    (GPL3_LATER, "GPL-3.0-or-later"),
    ("SPDX-License-Identifier: (MIT OR GPL-2.0-only)", "MIT OR GPL-2.0-only"),
    ("# SPDX-License-Identifier: GPL-2.0", "GPL-2.0-only"),
    ("// SPDX-License-Identifier: MIT */ SPDX", "MIT"),
    ("SPDX-License-Identifier: MIT\n" + MIT, "MIT"),
    ("SPDX-License-Identifier: ISC\n" + GPL3_LATER, "ISC AND GPL-3.0-or-later"),
    ("Licensed under either of Apache License, Version 2.0 or MIT license at your option.", "Apache-2.0 OR MIT"),
    ("Licensed under the Apache License 2.0 and the MIT License.", "Apache-2.0 AND MIT"),
    (
        "The docs are licensed under CC BY 3.0.\nThe programs that were written for it use another one: they "
        "are without exception licensed under Apache 2.0.",
        "CC-BY-3.0 AND Apache-2.0",
    ),
    ("It is licensed under the MIT License.", "MIT"),
    ("It is licensed under GPLv3+.", "GPL-3.0-or-later"),
    ("It is licensed under the GPL version 2.", "GPL-2.0-only"),
    ("license = 'MIT'", "MIT"),
    (
        "GNU General Public License, version 2 only. It is free software; licensed under GPLv2 only; "
        "subject to the Classpath exception as provided",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ),
    (
        "licensed under the terms of the MIT licence. Linking this library statically or dynamically with other "
        "modules is making a combined work",
        "MIT",
    ),
    ("licensed under an MIT-style license, see opensource.org/licenses/MIT", "MIT"),
    ("Licensed under the MIT license, for non-commercial use only.", "MIT AND LicenseRef-non-commercial"),
    ("The ASF, the Apache Software Foundation, licensed this under the Apache License, Version 2.0", "Apache-2.0"),
    (known_text("Apache-2.0"), "Apache-2.0"),
    (known_text("GPL-3.0-only"), "GPL-3.0-only"),
    (known_text("MPL-2.0") + " and here some words of our own", "MPL-2.0"),
    (
        known_text("MPL-2.0") + " healthcare disclaimer no warranties are made as to the results",
        "MPL-2.0 AND LicenseRef-healthcare-disclaimer",
    ),
    (known_text("LGPL-3.0-only") + " " + known_text("GPL-3.0-only"), "LGPL-3.0-only"),
    (known_text("GPL-2.0-only") + "\n it is licensed under the gpl version 2 or any later version", "GPL-2.0-or-later"),
    (known_text("GPL-2.0-only") + "\n it is licensed under the gpl version 2", "GPL-2.0-only"),
    (
        known_text("CAL-1.0").replace("spdx license identifier cal 1 0", "\nSPDX-License-Identifier: CAL-1.0\n"),
        "CAL-1.0",
    ),
    ("SPDX-License-Identifier: ISC\n" + BSD3, "ISC AND BSD-3-Clause"),
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[f"{n} {e}" for n, (_, e) in enumerate(NAMED)])
def test_a_window_that_states_a_licence_is_named(text: str, expected: str) -> None:
    answer = identify_window(text)

    assert (answer.verdict, answer.expression) == ("named", expected)


QUEUED = [
    ("MIT License", "a licence is named without words that grant it"),
    ("This is not licensed under the MIT License.", "a licence is named without words that grant it"),
    ("licensed under the GPL", "the sentence can mean GPL-2.0-only or GPL-2.0-or-later or "
     "GPL-3.0-only or GPL-3.0-or-later"),
    ("Licensed under a BSD license", "the sentence can mean BSD-2-Clause or BSD-3-Clause"),
    ("Apache License 2.0 with additional terms; licensed under Apache 2.0", "further terms stand beside the licence"),
    ("Released into the public domain.", "it speaks of terms that are not known"),
    ("SPDX-License-Identifier: foo", "the tag is not an SPDX expression: “foo” is not an SPDX licence. "
     "Check its spelling, or write LicenseRef-..."),
    ("SPDX-License-Identifier: NOASSERTION", "the tag says NOASSERTION"),
    ("SPDX-License-Identifier:", "the tag says nothing"),
    (MIT + "Permission is withdrawn from everybody who has read these words to the end, and from their kin, for ever, "
     "and their copies are to be returned by post to the office that is named on the first page.",
     "a text that is not known stands beside the licence"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), QUEUED, ids=[reason[:40] for _, reason in QUEUED])
def test_what_is_not_understood_is_queued_with_its_reason(text: str, reason: str) -> None:
    answer = identify_window(text)

    assert (answer.verdict, answer.expression, answer.reason) == ("queued", "", reason)


def test_a_text_with_many_foreign_words_is_near_and_not_named() -> None:
    words = MIT.split()
    for at in range(30, 150, 6):
        words.insert(at, "xylophone")

    answer = identify_window(" ".join(words))

    assert (answer.verdict, answer.reason[:14]) == ("queued", "it is near MIT")


def test_a_pointer_to_the_licence_file_says_nothing_of_its_own() -> None:
    assert identify_window("For details see the LICENSE file.") == Answer(
        "pointer", "", (Match("pointer", "", 0.95, "licence-file-pointer"),)
    )


def test_a_driving_licence_states_nothing() -> None:
    assert identify_window('it "needs a driving license" do\n  show(:license)') == Answer("mention", "")


def test_a_template_of_a_tag_is_left_alone() -> None:
    assert identify_window("SPDX-License-Identifier: ${licence}") == Answer("mention", "")


def test_a_name_far_from_the_word_licence_is_a_mention() -> None:
    assert identify_window("It runs on Apache 2.0 servers") == Answer("mention", "")


def test_a_version_that_a_family_never_had_is_no_name() -> None:
    assert identify_window("It is licensed under AGPL 2 by us").verdict == "queued"


def test_an_empty_window_states_nothing() -> None:
    assert identify_window("") == Answer("mention", "")


def test_the_eupl_is_known_in_its_other_languages() -> None:
    words = "die software darf nach den bestimmungen genutzt werden wie der lizenzgeber es festlegt " * 120
    german = "Open-Source-Lizenz für die Europäische Union v. 1.2 EUPL © Europäische Union " + "EUPL " * 6 + words
    other = german.replace("v. 1.2", "v. 1.0")

    assert [identify_window(text).expression for text in (german, other)] == ["EUPL-1.2", ""]


def test_a_text_alone_does_not_say_or_later_and_says_so() -> None:
    answer = identify_window(known_text("LGPL-2.1-only"))

    assert [(match.kind, match.expression, match.score, match.flags) for match in answer.matches] == [
        ("text", "LGPL-2.1-only", 1.0, ("text alone does not say whether later versions may be used",))
    ]


def test_a_twin_without_its_own_words_gives_way_and_is_named_in_a_flag() -> None:
    """JSON is MIT and "The Software shall be used for Good, not Evil"; half of that sentence proves nothing."""
    half = "The Software shall be used for counting.\n\nTHE SOFTWARE IS PROVIDED"
    answer = identify_window(MIT.replace("THE SOFTWARE IS PROVIDED", half))

    assert [(match.expression, match.flags) for match in answer.matches if match.kind == "text"] == [
        ("MIT", ("as near to JSON",))
    ]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400), st.sampled_from([MIT, BSD3, GPL3_LATER, HEALTH, ""]))
def test_no_text_makes_the_answer_fail_and_equal_text_has_equal_answer(noise: str, text: str) -> None:
    assert identify_window(noise + text) == identify_window(noise + text)
