"""What the published tables are called, what their columns mean, and under which licence they may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ospolis.assessment.pages.tables import PROFILE_COLUMNS, PUBLIC_COLUMNS

if TYPE_CHECKING:
    from ospolis.assessment.rows import PublicProfile
    from ospolis.offices.models import Office

_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_LEVEL = "number"
# Column -> type in the words of the table schema, and what it means.
COLUMNS: dict[str, tuple[str, str]] = {
    "institution": ("string", "Key of the institution; its page is /institutions/<key>/"),
    "name": ("string", "Name of the institution"),
    "kind": ("string", "Kind of institution"),
    "sector": ("string", "Sector, as a division of COFOG"),
    "bank": ("string", "Code and version of the questions"),
    "day": ("date", "Day that the levels stand for"),
    "staged_level": ("integer", "Highest level whose essential questions are held, by what is proven; 0 to 4"),
    "dimension": ("string", "Code of the dimension"),
    "title": ("string", "Title of the dimension"),
    "applicable": ("string", "yes, or no when no question of the dimension applies"),
    "best": (_LEVEL, "Best estimate; empty when less than half is known; 0 to 4"),
    "best_low": (_LEVEL, "Lower end of the 90 % interval of the best estimate"),
    "best_high": (_LEVEL, "Upper end of the 90 % interval of the best estimate"),
    "proven": (_LEVEL, "Level that is proven: what nobody has seen counts as missing"),
    "low": (_LEVEL, "Lower end of the range, at worst"),
    "high": (_LEVEL, "Upper end of the range, at best"),
    "hard_low": (_LEVEL, "Level if everything that is not known stood at 0"),
    "hard_high": (_LEVEL, "Level if everything that is not known stood at 4"),
    "known_weight": ("number", "Share of the weight that is known, 0 to 1"),
    "observed": ("number", "Units of evidence that were seen"),
    "expected": ("number", "Units of evidence that there are"),
    "target": (_LEVEL, "Level that the institution aims at"),
    "gap": (_LEVEL, "Target minus best estimate, at least 0"),
    "p_gap": ("number", "Probability that the level lies below the target, 0 to 1"),
    "by": ("string", "all, kind or sector: what the group is made by"),
    "group": ("string", "Kind or sector of the group; empty for all"),
    "members": ("integer", "Institutions in the group; empty when the group is hidden"),
    "answered": ("integer", "Institutions of which a level is known"),
    "mean": (_LEVEL, "Mean of the proven levels that are known, each institution once"),
    "hidden": ("string", "yes when the group has fewer than three members, or would give such a group away"),
}


def describe_package(profile: PublicProfile, office: Office, site: str) -> dict[str, Any]:
    """A tabular data package (Frictionless) of what an office published; `site` is where addresses begin."""
    files = f"{site}/assessment/published.csv?office={office.key}"
    return {
        "name": f"ospolis-assessment-{office.key}",
        "profile": "tabular-data-package",
        "title": f"Open source in public institutions: {office.name}",
        "description": "Levels from 0, absent, to 4, measured and improving. How they come about: /assessment/method/",
        "homepage": f"{site}/assessment/published/?office={office.key}",
        "version": profile.day.isoformat(),
        "created": profile.published_at.isoformat(),
        "licenses": [_LICENCE],
        "resources": [
            _describe("profile", "Proven levels of all institutions together", files, PROFILE_COLUMNS),
            _describe("institutions", "Levels of institutions that agreed", f"{files}&of=institutions", PUBLIC_COLUMNS),
        ],
    }


def _describe(name: str, title: str, path: str, columns: tuple[str, ...]) -> dict[str, Any]:
    told = [(column, *COLUMNS[column]) for column in columns]
    fields = [{"name": column, "type": kind, "description": words} for column, kind, words in told]
    return {
        "name": name, "title": title, "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "schema": {"fields": fields},
    }  # fmt: skip
