"""Rule 12: every word that people read can be translated, and its gaps have names.

Words in templates are held by test_ui_templates.py; here are those in Python.
"""

from __future__ import annotations

import ast
import re

import pytest

from house.tree import Offence, Source, called_name, hold_rule, plant, product_sources

MARKERS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"})
SPOKEN = frozenset({"label", "help_text", "empty_label", "verbose_name", "verbose_name_plural", "initial_words"})
# Files that speak to people on pages; commands speak English to operators, engines return codes.
SPEAKING = frozenset({"forms", "views", "choices", "models"})
NAMELESS = re.compile(r"%[sdrf]|\{\}|\{\d")


def find_nameless_gaps(sources: tuple[Source, ...]) -> list[Offence]:
    """Find translated sentences whose gaps are numbered or bare: another language may need another order."""
    return [
        source.offend(call, f"{word.value!r}: name its gaps, %(count)s or {{count}}")
        for source in sources
        for call in translated_calls(source)
        for word in call.args
        if isinstance(word, ast.Constant) and NAMELESS.search(str(word.value))
    ]


def find_moving_texts(sources: tuple[Source, ...]) -> list[Offence]:
    """Find translations of something put together at run time, which no translator ever sees."""
    return [
        source.offend(call, f"{ast.unparse(call)}: translate a sentence first, then fill its gaps")
        for source in sources
        for call in translated_calls(source)
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]


def translated_calls(source: Source) -> list[ast.Call]:
    """Return the calls that look up a translation."""
    calls = source.calls
    return [call for call in calls if called_name(call) in MARKERS]


def find_mute_words(sources: tuple[Source, ...]) -> list[Offence]:
    """Find labels and names of choices that stand in Python without being marked for translation."""
    found = []
    for source in sources:
        if source.kind not in SPEAKING:
            continue
        for node in source.nodes:
            if isinstance(node, ast.keyword) and node.arg in SPOKEN and is_words(node.value):
                found.append(source.offend(node.value, f"{node.arg}={ast.unparse(node.value)}: mark it with _()"))
            elif isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
                found += [
                    source.offend(words, f"{ast.unparse(words)}: mark it with _()") for words in bare_labels(node)
                ]
    return found


def bare_labels(kind: ast.ClassDef) -> list[ast.expr]:
    """Return the labels of a class of choices that are bare text: the last of two."""
    pairs = (line.value for line in kind.body if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple))
    return [pair.elts[-1] for pair in pairs if is_words(pair.elts[-1])]


def is_words(node: ast.expr) -> bool:
    """Say whether an expression is text with letters in it."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and any(map(str.isalpha, node.value))


@pytest.mark.parametrize("text", ["_('%s rows')", "gettext('{} rows')", "ngettext('{0} row', '{0} rows', n)"])
def test_a_nameless_gap_is_found(text):
    assert len(find_nameless_gaps((plant("ospolis.offices.views", text),))) >= 1


def test_a_named_gap_is_let_be():
    text = "_('%(count)s rows of {name}')"

    assert find_nameless_gaps((plant("ospolis.offices.views", text),)) == []


@pytest.mark.parametrize("text", ["_(f'{n} rows')", "_('rows' + name)", "_('%(n)s rows' % values)"])
def test_a_text_put_together_first_is_found(text):
    assert len(find_moving_texts((plant("ospolis.offices.views", text),))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "name = forms.CharField(label='Name')",
        "name = models.CharField(verbose_name='Name')",
        "class Kind(TextChoices):\n    MINISTRY = 'ministry', 'Ministry'",
    ],
)
def test_a_mute_word_is_found(text):
    assert len(find_mute_words((plant("ospolis.offices.forms", text),))) == 1


def test_marked_words_are_let_be():
    text = "name = forms.CharField(label=_('Name'))\nclass Kind(TextChoices):\n    A = 'a', _('Agency')"

    assert find_mute_words((plant("ospolis.offices.forms", text),)) == []


def test_gaps_of_the_product_have_names():
    hold_rule(find_nameless_gaps(product_sources()))


def test_texts_of_the_product_are_translated_whole():
    hold_rule(find_moving_texts(product_sources()))


def test_words_of_the_product_are_marked():
    hold_rule(find_mute_words(product_sources()))
