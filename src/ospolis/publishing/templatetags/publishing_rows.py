"""Rows of the table of institutions, written at once: in a template they would take longer than the rest of the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ospolis.core.markup import fill_markup
from ospolis.core.templatetags.ui import tag
from ospolis.publishing.pages.institution_table import InstitutionLine, Number

register = template.Library()


@register.simple_tag
def institution_rows(lines: Sequence[InstitutionLine]) -> SafeString:
    """Write the institutions of a page as rows: every number leads to its reasons."""
    words = _Words(
        _("systems"), _("open source"), _("repositories"), _("clear licence"), _("practices met"), _("lines of code")
    )
    return SafeString("".join([_write_row(line, words) for line in lines]))


class _Words(NamedTuple):
    """What each column counts, as readers of the page are told behind each number: asked once for all rows."""

    systems: str
    is_open: str
    repositories: str
    clear: str
    practices: str
    code_lines: str


def _write_row(line: InstitutionLine, words: _Words) -> SafeString:
    state: SafeString | str = tag(line.state.words, line.state.tone)
    if line.state_why:
        state = fill_markup('<a href="{}">{}<span class="vh"> {}</span></a>', line.state_why, state, line.name)
    return fill_markup(
        '<tr><th scope="row" class="who"><a href="{}"><bdi>{}</bdi></a><br><span class="xs soft">{}</span></th>'
        '<td class="num">{}</td><td>{}</td><td class="num">{}</td><td>{}</td><td>{}</td><td class="num">{}</td>'
        "<td>{}</td></tr>\n",
        line.url,
        line.name,
        line.kind,
        _write_number(line.systems, words.systems, line.name),
        _write_share(line.is_open, words.is_open, line.name),
        _write_number(line.repositories, words.repositories, line.name),
        _write_share(line.clear, words.clear, line.name),
        _write_share(line.practices, words.practices, line.name),
        _write_number(line.code_lines, words.code_lines, line.name),
        state,
    )


def _write_number(number: Number, what: str, whose: str) -> SafeString | str:
    if not number.why:
        return number.text
    words = '<a href="{}">{}<span class="vh"> {}, {}</span></a>'
    return fill_markup(words, number.why, number.text, what, whose)


def _write_share(number: Number, what: str, whose: str) -> SafeString:
    told = _write_number(number, what, whose)
    return fill_markup('<div class="inbar">{}<span class="nowrap">{}</span></div>', number.bar, told)
