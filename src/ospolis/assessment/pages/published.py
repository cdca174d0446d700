"""The profile of a country as everybody may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ospolis.assessment.selectors.publication import public_profile, published_keys
from ospolis.core.access import Viewer
from ospolis.institutions.selectors import institutions_seen_by

if TYPE_CHECKING:
    from ospolis.assessment.rows import PublicProfile


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """The published levels of all together, and the institutions that show their own."""

    profile: PublicProfile | None
    institutions: tuple[tuple[str, str], ...]


def describe_profile(viewer: Viewer, realm: str) -> ProfilePage:
    """Gather the page; without a publication both parts are empty.

    Cost     7 queries at most
    """
    profile = public_profile(viewer, realm)
    if profile is None:
        return ProfilePage(None, ())
    keys = set(published_keys(viewer, realm))
    named = institutions_seen_by(viewer).filter(realm=realm).values_list("key", "name")
    return ProfilePage(profile, tuple((key, name) for key, name in named if key in keys))
