"""How letters are written: one source for text and HTML, headers that nothing breaks, links to this site only."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from core.mail.conftest import ALARM, NEWS, NOON, NOTICE
from ospolis.core.mail.messages import address_header, build_envelope, refuse_breaks
from ospolis.core.mail.models import LONGEST_SUBJECT, Letter
from ospolis.core.mail.tokens import Purpose, read_token, write_token
from ospolis.core.mail.writing import (
    DRAFT,
    BadLetter,
    Draft,
    blocks_of,
    link_to,
    one_line,
    short_subject,
    write_html,
    write_letter,
    write_text,
)

SOURCE = """{% load letter %}
{% subject %}Hello {{ name }}{% endsubject %}
{% paragraph %}You are <b>invited</b> & welcome, {{ name }}.{% endparagraph %}
{% item %}One{% enditem %}{% item %}Two{% enditem %}
{% code %}{{ code }}{% endcode %}
{% action path %}Open the page{% endaction %}
"""


def draft(**context: Any) -> Draft:
    made = Draft()
    Template(SOURCE).render(Context({"path": "/x/", "code": "123 456", "name": "Ada", **context, DRAFT: made}))
    return made


def letter_of(made: Draft, **changes: Any) -> Letter:
    values = {"message_id": "<a@b>", "to": "ada@example.org", "language": "en", "kind": NOTICE.code}
    body = [block.as_json() for block in made.blocks]
    return Letter(pk=7, subject=made.subject, body=body, **{**values, **changes})


def test_one_source_becomes_plain_text() -> None:
    assert write_text(draft().blocks) == (
        "You are <b>invited</b> & welcome, Ada.\n\n- One\n- Two\n\n    123 456\n\n"
        "Open the page:\nhttps://ospo.example.org/x/\n"
    )


def test_and_html_without_styles_pictures_or_scripts() -> None:
    html = write_html("Hello", draft(name="<script>").blocks, language="en")

    assert "<p>You are &lt;b&gt;invited&lt;/b&gt; &amp; welcome, &lt;script&gt;.</p>" in html
    assert '<a href="https://ospo.example.org/x/"><strong>Open the page</strong></a>' in html
    assert [word for word in ("<img", "<script", "<style", "style=", "<link", "src=") if word in html] == []


@pytest.mark.parametrize(("language", "said"), [("en", 'lang="en" dir="ltr"'), ("ar", 'lang="ar" dir="rtl"')])
def test_html_names_its_language_and_direction(language: str, said: str) -> None:
    assert said in write_html("Hello", draft().blocks, language=language)


def test_what_people_wrote_opens_no_block() -> None:
    made = draft(name="Eve\n\n- item\nhttps://evil.example\r\n{% action %}\u2028\u202eabc")

    assert len(made.blocks) == 5
    assert made.subject == "Hello Eve - item https://evil.example {% action %} abc"
    assert "\n" not in made.blocks[0].words


def test_joiners_that_words_need_stay() -> None:
    assert one_line("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x/", "", "/a\nb", "/a b", "javascript:x"]
)
def test_a_letter_links_to_this_site_only(path: str) -> None:
    with pytest.raises(BadLetter):
        link_to(path)


@pytest.mark.parametrize(
    "source",
    ["{% load letter %}{% action %}x{% endaction %}", "{% load letter %}{% paragraph '/x/' %}x{% endparagraph %}"],
)
def test_a_tag_that_is_used_wrongly_is_told(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize("context", [{"name": "x" * 20_000}, {"code": ""}])
def test_a_block_says_something_and_not_everything(context: dict[str, str]) -> None:
    with pytest.raises(BadLetter):
        draft(**context)


def test_a_template_without_a_subject_is_no_letter() -> None:
    with pytest.raises(BadLetter, match="needs a subject"):
        write_letter(replace(NOTICE, template="core/mail/_block.html"), language="en", context={})


def test_a_long_subject_is_cut() -> None:
    subject = short_subject("word " * 100)

    assert (len(subject) <= LONGEST_SUBJECT, subject.endswith("word…")) == (True, True)


def test_headers_say_what_the_letter_is(settings: Any) -> None:
    settings.OSPOLIS = replace(settings.OSPOLIS, mail_from="office@example.org", mail_bounces="back@example.org")
    envelope = build_envelope(letter_of(draft()), NOTICE, at=NOON)
    message = envelope.message

    stop = f"https://ospo.example.org/mail/stop/{write_token(7, Purpose.STOP)}/"
    assert {name: str(value) for name, value in message.items() if not name.startswith(("Content-T", "MIME"))} == {
        "From": "office@example.org",
        "To": "ada@example.org",
        "Subject": "Hello Ada",
        "Date": "Mon, 23 Nov 2026 12:00:00 +0000",
        "Message-ID": "<a@b>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert envelope.sender == f"back+{write_token(7, Purpose.RETURN)}@example.org"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert all(stop in part.get_content() for part in message.iter_parts())


def test_a_letter_about_an_account_cannot_be_stopped() -> None:
    envelope = build_envelope(letter_of(draft(), kind=ALARM.code), ALARM, at=NOON)

    assert envelope.message["List-Unsubscribe"] is None
    assert "/mail/stop/" not in envelope.message.as_string()
    assert envelope.sender == "ospolis@ospo.example.org"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)


@given(strategies.text(min_size=1, max_size=300), strategies.text(min_size=1, max_size=300))
@hypothesis_settings(max_examples=200, deadline=None)
def test_no_text_of_people_breaks_a_letter(name: str, code: str) -> None:
    try:
        made = draft(name=name, code=code)
    except BadLetter:
        assert one_line(code) == ""
        return
    envelope = build_envelope(letter_of(made), NEWS, at=NOON)
    content = envelope.as_bytes()
    read: Any = message_from_bytes(content, policy=default)  # type: ignore[arg-type]

    assert [key for key, _ in read.items()] == [key for key, _ in envelope.message.items()]
    assert (str(read["To"]), read.get_all("Bcc")) == ("ada@example.org", None)
    assert str(read["Subject"]) == short_subject(f"Hello {name}")
    text, html = read.iter_parts()
    tags = Tags()
    tags.feed(html.get_content())
    assert [tag for tag in tags.found if tag in {"a", "p", "ul", "code", "script", "img"}] == [
        "p", "ul", "ul", "p", "code", "p", "a", "p", "a",
    ]  # fmt: skip
    assert one_line(code) in one_line(text.get_content())


@given(strategies.text(alphabet=strategies.characters(max_codepoint=0x2100), max_size=60))
@hypothesis_settings(max_examples=200, deadline=None)
def test_a_header_holds_no_break(text: str) -> None:
    breaks = set("\r\n\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    try:
        assert not breaks & set(refuse_breaks(text))
    except ValueError:
        assert any(ord(letter) < 32 or ord(letter) == 127 or letter in breaks for letter in text)


def test_an_address_with_a_break_is_refused_by_the_header_too() -> None:
    with pytest.raises(ValueError, match="line break"):
        address_header("ada@example.org\nBcc: eve@example.org")


@pytest.mark.parametrize("token", ["", "7", "7-", "7-" + "0" * 24, "07-" + "0" * 24, "x" * 500, "7-" + "g" * 24])
def test_a_token_that_we_did_not_sign_opens_nothing(token: str) -> None:
    assert read_token(token, Purpose.STOP) is None


def test_a_token_opens_what_it_was_made_for_alone() -> None:
    token = write_token(7, Purpose.RETURN)

    assert (read_token(token, Purpose.RETURN), read_token(token.upper(), Purpose.RETURN)) == (7, 7)
    assert read_token(token, Purpose.STOP) is None


def test_blocks_come_back_from_the_row_as_they_went_in() -> None:
    made = draft()

    assert blocks_of([block.as_json() for block in made.blocks]) == tuple(made.blocks)
