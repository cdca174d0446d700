"""Templates: short, translatable, without style and script of their own, and made of parts that exist."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ospolis.core.components_page import icon_names
from ospolis.core.stylesheet import JOINED

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ospolis"
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*.html"))
COMPONENTS = SOURCE / "core" / "templates" / "cotton"
LONGEST = 150
FREE_WORDS = {"Ospolis", "SPDX", "CycloneDX", "CSV", "JSON", "XLSX", "GitHub", "GitLab", "Gitea"}
"""Names that are the same in every language."""
FREE_ELEMENTS = {"code", "kbd", "bdi", "pre", "script", "style"}
SPOKEN = {
    "title", "alt", "placeholder", "aria-label", "label", "data-label", "data-lost", "content", "text", "hint", "note",
    "unit", "caption", "about", "term", "lead", "error", "when", "side", "owner",
}  # fmt: skip
FOUND_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def name_of(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


def offences(look: Callable[[str], object]) -> dict[str, object]:
    """What a rule finds, by template."""
    return {name_of(path): found for path in TEMPLATES if (found := look(path.read_text(encoding="utf-8")))}


def without_tags(text: str) -> str:
    """Take away comments, translated blocks, tags and variables: what is left is markup and bare words."""
    for pattern in (
        r"\{#.*?#\}",
        r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}",
        r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
    ):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    return text


class Reader(HTMLParser):
    """Collect what the rules ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.inline_scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        self.open.append(tag)
        if tag == "script" and "src" not in dict(attrs):
            self.inline_scripts += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not FREE_ELEMENTS.intersection(self.open):
            self.words.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(without_tags(text))
    return reader


def bare_words(text: str) -> list[str]:
    """List words that no translator would see."""
    reader = read(text)
    spoken = [value for tag, name, value in reader.attributes if name in SPOKEN and (tag, name) != ("meta", "content")]
    found = re.findall(r"[^\W\d_]{2,}", " ".join(reader.words + spoken))
    return [word for word in found if word not in FREE_WORDS]


def own_style(text: str) -> list[str]:
    """List styles and colours that stand in the markup instead of in the stylesheet."""
    attributes = read(text).attributes
    styles = [f"style on {tag}" for tag, name, _ in attributes if name in {"style", ":style"}]
    styles += re.findall(r"<style\b", text)
    return styles + [
        value for _, name, value in attributes if name != "href" and re.search(r"#[0-9a-fA-F]{6}\b", value)
    ]


def own_script(text: str) -> list[str]:
    """List scripts and event handlers that stand in the markup, and addresses that are scripts."""
    reader = read(text)
    handlers = [
        f"{name} on {tag}"
        for tag, name, value in reader.attributes
        if re.match(r"on[a-z]+$|hx-on|data-hx-on", name) or value.strip().lower().startswith("javascript:")
    ]
    return handlers + ["inline script"] * reader.inline_scripts


def unguarded(text: str) -> list[str]:
    """List ways round the escaping of what people wrote."""
    return re.findall(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off", text)


def lonely_htmx(text: str) -> list[str]:
    """List htmx on elements that do nothing without script."""
    found = []
    for tag, attrs in re.findall(r"<([\w-]+)((?:[^<>]|\{%.*?%\})*)>", text):
        if "data-hx-" in attrs or re.search(r"\shx-", attrs):
            own = {"a": "href=", "form": "action="}.get(tag, "\0")
            if own not in attrs or re.search(r"\shx-", attrs):
                found.append(tag)
    return found


def icons_used(text: str) -> set[str]:
    """Name the icons that a template asks for by a literal name."""
    tags = re.findall(r"""\{%\s*icon\s+["']([\w-]+)["']""", text)
    return (
        set(tags)
        | set(re.findall(r"<c-[\w-]+[^>]*?\sicon=\"([\w-]+)\"", text))
        | set(re.findall(r'<c-icon[^>]*?\sname="([\w-]+)"', text))
    )


def components_used(text: str) -> set[str]:
    """Name the components that a template uses, as files."""
    names = set(re.findall(r"<c-([a-z][\w.-]*)", text)) - {"slot", "vars"}
    return {name.replace("-", "_").replace(".", "/") for name in names}


def unknown_classes(text: str, css: str) -> set[str]:
    """Name classes without a rule: a typing mistake, or a look that was never drawn."""
    known = set(re.findall(r"\.(-?[_a-zA-Z][\w-]*)", css))
    literal = [value for tag, name, value in read(text).attributes if name == "class"]
    whole = re.findall(r'class="([^"]*)"', text)
    partial = {word for value in whole for word in re.findall(r"[\w-]*\{[{%].*?[%}]\}[\w-]*", value)}
    ends = {re.sub(r"\{[{%].*?[%}]\}", "", word) for word in partial}
    return {word for value in literal for word in value.split()} - known - ends


def missing_parts(text: str) -> set[str]:
    """Name icons and components that do not exist."""
    used = components_used(text)
    return icons_used(text) - set(icon_names()) | {n for n in used if not (COMPONENTS / f"{n}.html").is_file()}


def test_templates_are_short():
    assert offences(lambda text: max(0, len(text.splitlines()) - LONGEST)) == {}


def test_every_word_can_be_translated():
    assert offences(bare_words) == {}


def test_no_template_has_a_style_of_its_own():
    assert offences(own_style) == {}


def test_no_template_has_a_script_of_its_own():
    assert offences(own_script) == {}


def test_templates_escape_what_people_wrote():
    assert offences(unguarded) == {}


def test_htmx_sits_on_real_links_and_forms():
    assert offences(lonely_htmx) == {}


def test_every_icon_and_component_exists():
    assert offences(missing_parts) == {}


def test_every_class_has_a_rule():
    css = JOINED.read_text(encoding="utf-8")
    assert offences(lambda text: unknown_classes(text, css)) == {}


def test_every_component_is_used():
    used = set().union(*(components_used(path.read_text(encoding="utf-8")) for path in TEMPLATES))
    assert {path.stem for path in COMPONENTS.rglob("*.html")} - used == set()


def test_every_template_is_asked_for():
    sources = [path.read_text(encoding="utf-8") for path in (*SOURCE.rglob("*.py"), *TEMPLATES)]
    pages = {name_of(path) for path in TEMPLATES if not path.is_relative_to(COMPONENTS)} - FOUND_BY_DJANGO
    assert {page for page in pages if not any(page in source for source in sources)} == set()


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        (bare_words, "<p>Hello</p>"),
        (bare_words, '<c-card title="Institutions"></c-card>'),
        (bare_words, '<input placeholder="Search">'),
        (bare_words, '{% translate "Hello" %} world'),
        (own_style, '<p style="color: red">'),
        (own_style, "<style>p{}</style>"),
        (own_style, '<rect fill="#0b6b7d"/>'),
        (own_script, "<script>alert(1)</script>"),
        (own_script, '<a href="#" onclick="go()">'),
        (own_script, '<a href="javascript:go()">'),
        (own_script, '<a href="/" data-hx-on:click="go()">'),
        (unguarded, "{{ name|safe }}"),
        (unguarded, "{% autoescape off %}"),
        (lonely_htmx, '<div data-hx-get="/x/">'),
        (lonely_htmx, '<a data-hx-get="/x/">'),
        (lonely_htmx, '<a href="/x/" hx-get="/x/">'),
    ],
)
def test_a_planted_offence_is_found(rule, planted):
    assert rule(planted) != []


@pytest.mark.parametrize(
    "harmless",
    [
        "<p title=\"{% translate 'Hi' %}\">{{ name }} 12 %, <code>git log</code> <bdi>EUPL-1.2</bdi></p>",
        "{% blocktranslate trimmed %}Rows {{ a }} to {{ b }}{% endblocktranslate %} {# why #}",
        '<a href="/x/" data-hx-get="/x/">{{ name }}</a>',
    ],
)
def test_harmless_markup_is_let_through(harmless):
    assert bare_words(harmless) + own_style(harmless) + own_script(harmless) + lonely_htmx(harmless) == []


def test_a_missing_icon_component_or_class_is_found():
    assert missing_parts("{% icon 'unicorn' %}<c-gate icon=\"dragon\" />") == {"unicorn", "dragon", "gate"}
    assert components_used("<c-chain-step /><c-slot name='x' />") == {"chain_step"}
    assert unknown_classes('<p class="soft sotf tag-{{ x }}">', ".soft{}") == {"sotf"}
