"""Days in the words of a sentence, as pages write them."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import pgettext


def spell_day(day: date) -> str:
    """A day with its month in letters, in the reader's language: the same as `<c-date>` shows."""
    return date_format(day, pgettext("date format", "j F Y"))
