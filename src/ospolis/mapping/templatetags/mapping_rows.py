"""Rows of long tables and menus, written at once: in a template they would take longer than the rest of the page."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ospolis.core.markup import fill_markup
from ospolis.core.templatetags.ui import tag, write_day
from ospolis.mapping.rows import Choice, RepositoryLine, SourceLine

register = template.Library()


@register.simple_tag
def repository_row(line: RepositoryLine, alone: object = False) -> SafeString:
    """Write one repository as a row; `alone` leaves out the institution that all rows share."""
    owner = "" if alone else _write_owner(line.institution_url, line.institution)
    licence = fill_markup('<br><bdi class="xs">{}</bdi>', line.licence) if line.licence else ""
    return fill_markup(
        '<tr><th scope="row" class="who"><a href="{}"><bdi>{}</bdi></a></th>{}<td>{}{}</td><td><bdi>{}</bdi></td>'
        '<td class="num">{}</td><td class="num nowrap">{}</td><td class="num nowrap">{}</td></tr>',
        line.url,
        line.name,
        owner,
        _write_tag(line.clarity.words, line.clarity.tone),
        licence,
        line.language or "-",
        line.code_lines or "-",
        line.practices or "-",
        _write_known_day(line.last_commit_on, get_language()) if line.last_commit_on else "-",
    )


@register.simple_tag
def source_row(line: SourceLine, alone: object = False) -> SafeString:
    """Write one source as a row that stacks where it is narrow: what it is, its state, what to do."""
    owner = ""
    if not alone:
        owner = fill_markup(
            '<td data-label="{}"><a href="{}"><bdi>{}</bdi></a></td>',
            _("Institution"),
            line.institution_url,
            line.institution,
        )
    told: SafeString | str = "-"
    if line.message:
        told = fill_markup('<span class="s">{} <b>{}</b></span>', line.message, line.remedy)
    elif line.read_at:
        told = fill_markup('<span class="s soft">{}</span>', write_day(line.read_at))
    return fill_markup(
        '<tr><th scope="row"><a href="{}"><bdi>{}</bdi></a><br><span class="xs soft">{}</span></th>{}'
        '<td data-label="{}">{}</td><td data-label="{}">{}</td></tr>',
        line.url,
        line.location,
        line.kind,
        owner,
        _("State"),
        tag(line.state, line.tone, line.icon),
        _("What happened"),
        told,
    )


@register.simple_tag
@lru_cache(maxsize=512)
def filter_menu(name: str, label: str, choices: tuple[Choice, ...]) -> SafeString:
    """Write one menu of a filter with its label; kept, because most readers ask for the same few."""
    option = '<option value="{}"{}>{}</option>'
    options = SafeString(
        "".join([fill_markup(option, c.value, _CHOSEN if c.is_chosen else "", c.words) for c in choices])
    )
    return fill_markup(
        '<div class="field"><label for="menu-{0}">{1}</label>'
        '<select class="input" id="menu-{0}" name="{0}">{2}</select></div>',
        name,
        label,
        options,
    )


_CHOSEN = SafeString(" selected")


# Fifty rows share a few owners, states and days; each is written once. The words are those of the reader's language.
@lru_cache(maxsize=2048)
def _write_owner(url: str, name: str) -> SafeString:
    return fill_markup('<td><a href="{}"><bdi>{}</bdi></a></td>', url, name)


@lru_cache(maxsize=256)
def _write_tag(words: str, tone: str) -> SafeString:
    return tag(words, tone)


@lru_cache(maxsize=2048)
def _write_known_day(day: date, language: str | None) -> SafeString:
    """The language is part of what is kept: another one writes the day otherwise."""
    return write_day(day)
