"""The journal: an office's, an institution's, a record's, one entry, the way out, and whether it holds."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.exports import Format, export_answer
from ospolis.core.journal.models import Entry
from ospolis.core.journal.selectors import (
    JournalQuestion,
    entries_about,
    entries_seen_by,
    get_entry,
    last_audit,
    realms_of_record,
)
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page
from ospolis.institutions.selectors import get_institution
from ospolis.web import permissions, services
from ospolis.web.forms import read_journal_question
from ospolis.web.journal import (
    choose_journal,
    describe_entry,
    describe_journal,
    export_table,
    journals_of,
    kind_words,
    own_public_key,
    page_of_record,
)


@requires(permissions.SEE_JOURNAL)
@require_safe
def show_journal(request: OfficeRequest) -> HttpResponse:
    realm, journals = choose_journal(request.viewer, request.GET.get("office", ""))
    request.realm = realm
    asked = read_journal_question(request.GET)
    rows = entries_seen_by(request.viewer, realm, asked)
    shown = describe_journal(request.viewer, rows, realm, asked, request.GET, journals)
    title = _("Journal: %(of)s") % {"of": journals[realm]}
    return TemplateResponse(request, "web/journal.html", {"shown": shown, "page": Page(title=title)})


@requires(permissions.SEE_JOURNAL)
@require_safe
def show_institution_journal(request: OfficeRequest, key: str) -> HttpResponse:
    try:
        institution = get_institution(request.viewer, key)
    except ObjectDoesNotExist:
        raise Http404 from None
    realm, _journals = choose_journal(request.viewer, institution.realm)
    rows = entries_about(request.viewer, realm, "institution", key)
    return _answer_record(request, rows, realm, institution.name, reverse("publishing:institution", args=[key]))


@requires(permissions.SEE_JOURNAL)
@require_safe
def show_record_journal(request: OfficeRequest, kind: str, key: str) -> HttpResponse:
    mine = journals_of(request.viewer)
    realms = [realm for realm in realms_of_record(request.viewer, kind, key) if realm in mine]
    if not realms:
        raise Http404
    rows = entries_about(request.viewer, realms[0], kind, key)
    return _answer_record(request, rows, realms[0], f"{kind_words(kind)} {key}", page_of_record(kind, key))


@requires(permissions.SEE_JOURNAL)
@require_safe
def show_entry(request: OfficeRequest, realm: str, sequence: int) -> HttpResponse:
    chosen, journals = choose_journal(request.viewer, realm)
    try:
        entry = get_entry(request.viewer, chosen, sequence)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = chosen
    shown = describe_entry(request.viewer, entry)
    listed = f"{reverse('web:journal')}?office={chosen}"
    crumbs = (Crumb(_("Journal: %(of)s") % {"of": journals[chosen]}, listed), Crumb(f"{sequence}"))
    context = {"shown": shown, "page": Page(title=shown.line.words, crumbs=crumbs)}
    return TemplateResponse(request, "web/journal_entry.html", context)


@requires(permissions.SEE_JOURNAL)
@limited(EXPORT)
@require_safe
def export_journal(request: OfficeRequest, kind: str) -> StreamingHttpResponse:
    if kind not in {Format.CSV, Format.JSON}:
        raise Http404
    realm, _journals = choose_journal(request.viewer, request.GET.get("office", ""))
    asked = read_journal_question(request.GET)
    if request.method == "GET":
        services.note_journal_export(
            realm=realm, kind=kind, narrowed_to=asked.summary, actor=request.viewer, at=timezone.now()
        )
    rows = entries_seen_by(request.viewer, realm, asked)
    return export_answer(export_table(rows), Format(kind), name=f"journal-{realm}")


@requires(permissions.SEE_JOURNAL)
@require_safe
def show_check(request: OfficeRequest) -> HttpResponse:
    crumbs = (Crumb(_("Journal"), reverse("web:journal")), Crumb(_("Does it hold?")))
    context = {
        "audit": last_audit(request.viewer),
        "key": own_public_key(),
        "page": Page(title=_("Does the journal hold?"), crumbs=crumbs),
    }
    return TemplateResponse(request, "web/journal_check.html", context)


def _answer_record(request: OfficeRequest, rows: QuerySet[Entry], realm: str, name: str, url: str) -> HttpResponse:
    request.realm = realm
    shown = describe_journal(request.viewer, rows, realm, JournalQuestion(), request.GET, {})
    crumbs = (Crumb(_("Journal"), f"{reverse('web:journal')}?office={realm}"), Crumb(name))
    title = _("History of %(name)s") % {"name": name}
    context = {"shown": shown, "url": url, "page": Page(title=title, crumbs=crumbs)}
    return TemplateResponse(request, "web/journal_record.html", context)
