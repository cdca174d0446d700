"""One stylesheet from its parts: `python -m ospolis.core.stylesheet` writes it, a house test compares."""

import re
from pathlib import Path

PARTS = ("tokens", "base", "components", "charts", "print")
"""The order is part of the design: each part is a cascade layer, named at the top of the first."""
FOLDER = Path(__file__).parent / "styles"
JOINED = Path(__file__).parent / "static" / "ospolis" / "ospolis.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def join_stylesheet() -> str:
    """Join the parts in their order, without comments, indents and empty lines."""
    text = "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    lines = (line.strip() for line in _COMMENT.sub("", text).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def write_stylesheet() -> None:
    """Write the joined stylesheet where static files are collected from."""
    JOINED.write_text(join_stylesheet(), encoding="utf-8")


if __name__ == "__main__":
    write_stylesheet()
