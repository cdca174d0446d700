"""Which languages of the counter are code: the others are shown, but do not count as lines of code."""

from __future__ import annotations

# Configuration, markup, data and prose, by the names that tokei gives.
NOT_CODE = frozenset(
    {
        "AsciiDoc", "CSS", "CSV", "Dockerfile", "DOTENV", "GraphQL", "HTML", "INI", "JSON", "JSON5", "Jsonnet",
        "JSONL", "LESS", "LaTeX", "Markdown", "MDX", "Org", "Plain Text", "Properties", "Protocol Buffers",
        "ReStructuredText", "SVG", "Sass", "TOML", "TeX", "Text", "XML", "XSL", "YAML", "ini",
    }
)  # fmt: skip
