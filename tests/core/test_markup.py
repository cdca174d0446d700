"""Markup of many rows: what is escaped, and what is markup already."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from ospolis.core.markup import fill_markup

HOSTILE = "<script>alert('1')</script>&\""


class Written:
    """An object that writes itself as markup."""

    def __html__(self) -> str:
        return "<b>me</b>"


def test_words_are_escaped_and_markup_is_not():
    assert fill_markup("<p>{}{}</p>", HOSTILE, SafeString("<b>x</b>")) == (
        "<p>&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;&quot;<b>x</b></p>"
    )


def test_it_writes_what_format_html_writes():
    parts = (HOSTILE, SafeString(HOSTILE), gettext_lazy("<i>"), 1_000, None, 1.5, Written())

    assert fill_markup("{}{}{}{}{}{}{}", *parts) == format_html("{}{}{}{}{}{}{}", *parts)


@given(st.text())
def test_no_text_gets_in_as_markup(text):
    assert fill_markup("{}", text) == format_html("{}", text)


def test_the_result_is_markup():
    assert type(fill_markup("<p>{}</p>", "a")) is SafeString
