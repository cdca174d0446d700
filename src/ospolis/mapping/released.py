"""What facts of releases are called: their measures, and the method that finds them."""

from __future__ import annotations

from typing import Final

LICENCE: Final = "repository.release-licence"
COMPONENTS: Final = "repository.release-components"
CODE_LINES: Final = "repository.release-code-lines"
MEASURES: Final = frozenset({LICENCE, COMPONENTS, CODE_LINES})
METHOD: Final = "releases"
