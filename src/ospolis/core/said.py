"""What a page says after it has done something: one sentence, at the top of the page that comes next."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def say_done(request: HttpRequest, words: str) -> None:
    """Let the next page begin with what was done. No names: the words travel in a cookie of the browser."""
    messages.success(request, words, extra_tags="good")


def say_why_not(request: HttpRequest, words: str) -> None:
    """Let the next page begin with why nothing was done, and what to do."""
    messages.warning(request, words, extra_tags="warn")
