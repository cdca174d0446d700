"""What is kept about oneself: see it, take a copy, correct it, take a consent back, be erased."""

from __future__ import annotations

from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.exports import Format, download_headers, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Page
from ospolis.core.said import say_done
from ospolis.people import my_data, permissions, selectors, services
from ospolis.people.forms.own_data import CorrectForm, EraseForm
from ospolis.people.own_pages import data_page, own_page
from ospolis.people.signing_in.fresh import needs_fresh_log_in

METHODS = ["GET", "HEAD", "POST"]


@requires(permissions.SEE_OWN_DATA)
@require_safe
def show_own_data(request: OfficeRequest) -> HttpResponse:
    context = {"mine": my_data.describe_my_data(request.viewer), "page": own_page(_("What is kept about me"))}
    return TemplateResponse(request, "people/own_data.html", context)


@requires(permissions.SEE_OWN_DATA)
@needs_fresh_log_in
@limited(EXPORT)
@require_safe
def copy_json(request: OfficeRequest) -> HttpResponseBase:
    viewer, at = request.viewer, timezone.now()
    services.note_copy(person_id=selectors.own_person(viewer).pk, actor=viewer, at=at)
    portions = my_data.copy_as_json(viewer, selectors.subject_of_viewer(viewer), at=at)
    headers = download_headers(f"my-data-{my_data.today_words()}.json")
    return StreamingHttpResponse(portions, content_type="application/json", headers=headers)


@requires(permissions.SEE_OWN_DATA)
@needs_fresh_log_in
@limited(EXPORT)
@require_safe
def copy_csv(request: OfficeRequest) -> HttpResponseBase:
    viewer = request.viewer
    services.note_copy(person_id=selectors.own_person(viewer).pk, actor=viewer, at=timezone.now())
    table = my_data.copy_as_table(viewer, selectors.subject_of_viewer(viewer))
    return export_answer(table, Format.CSV, name=f"my-data-{my_data.today_words()}")


@requires(permissions.CHANGE_OWN_DATA)
@require_http_methods(METHODS)
def correct(request: OfficeRequest) -> HttpResponse:
    person = selectors.own_person(request.viewer)
    held = {name: getattr(person, name) for name in CorrectForm.base_fields}
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=held)
    if form.is_bound and form.is_valid():
        services.correct_record(
            person_id=person.pk, actor=request.viewer, at=timezone.now(), **form.cleaned_data
        )  # fmt: skip
        say_done(request, _("Your record is corrected."))
        return redirect("people:own-data")
    title = _("Correct what is kept about me")
    page = data_page(title, has_errors=form.is_bound)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "people/own_data_correct.html", {"form": form, "page": page}, status=status)


@requires(permissions.CHANGE_OWN_DATA)
@require_POST
def withdraw(request: OfficeRequest, consent_id: int) -> HttpResponse:
    viewer = request.viewer
    try:
        person = selectors.own_person(viewer)
        services.withdraw_consent(person_id=person.pk, consent_id=consent_id, actor=viewer, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    say_done(request, _("Your consent is taken back."))
    return redirect("people:own-data")


@requires(permissions.CHANGE_OWN_DATA)
@needs_fresh_log_in
@require_http_methods(METHODS)
def erase(request: OfficeRequest) -> HttpResponse:
    person = selectors.own_person(request.viewer)
    address = getattr(request.user, "email", "")
    form = EraseForm(request.POST if request.method == "POST" else None, address=address)
    if form.is_bound and form.is_valid():
        try:
            keeps = form.cleaned_data["keeps_credentials"]
            services.erase_person(
                person_id=person.pk, keeps_credentials=keeps, actor=request.viewer, at=timezone.now()
            )  # fmt: skip
        except services.LastLead as problem:
            form.add_error(None, my_data.hand_over_first(problem))
        else:
            logout(request)
            return redirect("people:erased")
    title = _("Erase what is kept about me")
    page = data_page(title, has_errors=form.is_bound)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "people/own_data_erase.html", {"form": form, "page": page}, status=status)


@requires(permissions.SEE_ERASED)
@require_safe
def show_erased(request: OfficeRequest) -> HttpResponse:
    return TemplateResponse(request, "people/own_data_erased.html", {"page": Page(title=_("You were erased"))})
