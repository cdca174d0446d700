"""The feed of changes: Atom 1.0 (RFC 4287), with ids that do not change when the site moves."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from io import StringIO
from typing import Final

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.markup import fill_markup
from ospolis.mapping.change_rows import ChangeLine, change_line
from ospolis.mapping.forms import ChangeQuestion
from ospolis.mapping.models import Change
from ospolis.mapping.pages.changes import feed_address
from ospolis.mapping.selectors.changes import ChangeFilter, find_changes
from ospolis.offices.models import Office

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
_MOST = 100
# Names of our own within one space: equal names give equal ids, on every site.
_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_OID, "ospolis changes")


class _Feed(Atom1Feed):
    """A feed that says when it changed last, also when it has no entry yet."""

    moment: datetime

    def latest_post_date(self) -> datetime:
        """When the newest change was noted, else when the office began."""
        return self.moment


def write_feed(viewer: Viewer, office: Office, asked: ChangeQuestion) -> str:
    """Write the newest changes of an office as a feed.

    Cost     1 query
    """
    wanted = ChangeFilter(realm=office.key, kind=asked.kind, institution=asked.institution)
    rows = list(find_changes(viewer, wanted)[:_MOST])
    address = _whole(feed_address(office, asked))
    name = _clean(office.name)
    feed = _Feed(
        title=_("What changed: %(office)s") % {"office": name},
        link=_whole(f"{address_of('mapping:changes')}?office={office.key}"),
        description=_("What each collection found different from the one before"),
        language=get_language() or "",
        author_name=name,
        feed_url=address,
        feed_guid=_id_of("feed", office.key, asked.institution, asked.kind),
    )
    feed.moment = rows[0].at if rows else _BEGINNING
    for row in rows:
        _add(feed, row, name)
    written = StringIO()
    feed.write(written, "utf-8")
    return written.getvalue()


_BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)


def _add(feed: _Feed, row: Change, author: str) -> None:
    line = change_line(row)
    title = f"{line.words}: {line.name}"
    feed.add_item(
        title=_clean(f"{title} ({line.institution})" if line.institution else title),
        link=_whole(line.url or line.why_url),
        description=_clean(_summary(line)),
        unique_id=_id_of(row.run.key, row.kind, row.subject, row.part),
        pubdate=row.at,
        updateddate=row.at,
        categories=(line.kind,),
        author_name=author,
    )


def _summary(line: ChangeLine) -> str:
    return str(fill_markup('<p>{} <a href="{}">{}</a></p>', line.sentence, _whole(line.why_url), _("See the evidence")))


def _id_of(*parts: str) -> str:
    return uuid.uuid5(_SPACE, "\n".join(parts)).urn


def _clean(text: str) -> str:
    """What XML may hold: a letter that it refuses would cost the whole feed."""
    return "".join(letter if letter.isprintable() or letter in "\u200c\u200d" else " " for letter in text)


def _whole(path: str) -> str:
    base: str = settings.OSPOLIS.base_url
    return base.rstrip("/") + path
