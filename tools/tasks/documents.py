"""make docs: the reference is written from the code, and every link of the documentation leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

from tasks.calling import run_program
from tasks.environment import prepare_environment
from tasks.places import PYTHON, ROOT

LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^#{1,6}\s+(.*)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def check_documents(arguments: Sequence[str]) -> int:
    """Write the reference from the code, then check that every link leads somewhere."""
    prepare_environment("test")
    code = run_program([PYTHON, "tools/reference_pages.py", *arguments])
    broken = [sentence for page in list_pages(ROOT) for sentence in find_broken_links(page)]
    for sentence in broken:
        print(sentence)
    print(f"{len(broken)} broken links")
    return 1 if broken or code else 0


def list_pages(root: Path) -> Iterable[Path]:
    """Yield the Markdown files of the checkout that people read."""
    yield from sorted(root.glob("*.md"))
    for folder in ("docs", "src", "examples", "tests"):
        yield from sorted((root / folder).rglob("*.md"))


def find_broken_links(page: Path) -> list[str]:
    """Return a sentence for each relative link of a page whose file or heading is not there."""
    text = CODE.sub("", page.read_text("utf-8"))
    sentences = []
    for target in LINK.findall(text):
        if re.match(r"[a-z][a-z0-9+.-]*:", target) or target.startswith("/"):
            continue
        path, _, fragment = unquote(target).partition("#")
        file = (page.parent / path) if path else page
        if not file.exists():
            sentences.append(f"{page}: the link {target} leads nowhere")
        elif fragment and file.suffix == ".md" and fragment not in list_anchors(file):
            sentences.append(f"{page}: the link {target} names a heading that {file.name} has not")
    return sentences


def list_anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings get on a forge."""
    headings = [heading.replace("`", "").lower() for heading in HEADING.findall(page.read_text("utf-8"))]
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in headings}
