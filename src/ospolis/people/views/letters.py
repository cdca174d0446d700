"""How often letters come to oneself: each at once, gathered, or none."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.mail.personal import reader_of
from ospolis.core.mail.selectors import rhythms_of
from ospolis.core.mail.services import choose_rhythms
from ospolis.core.said import say_done
from ospolis.people import permissions
from ospolis.people.forms.letters import LettersForm
from ospolis.people.own_pages import data_page
from ospolis.people.selectors.own_data import own_person


@requires(permissions.CHOOSE_LETTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_letters(request: OfficeRequest) -> HttpResponse:
    reader = reader_of(own_person(request.viewer).pk)
    form = LettersForm(rhythms_of(request.viewer, reader), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        choose_rhythms(reader=reader, rhythms=form.rhythms(), actor=request.viewer, at=timezone.now())
        say_done(request, _("Your choice is kept."))
        return redirect("people:letters")
    context = {"form": form, "page": data_page(_("Letters to me"), has_errors=form.is_bound)}
    return TemplateResponse(request, "people/letters.html", context, status=422 if form.is_bound else 200)
