"""The row that an address names."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.test import RequestFactory

from ospolis.core.access import ANYBODY
from ospolis.core.asked import take_row


def ask():
    request = RequestFactory().get("/")
    request.viewer = ANYBODY
    return request


def test_a_page_stands_in_the_office_of_its_row():
    request = ask()

    row = take_row(request, lambda viewer, key: SimpleNamespace(key=key, realm="taluma"), "a")

    assert (row.key, request.realm) == ("a", "taluma")


def test_what_the_viewer_may_not_know_of_is_not_there():
    def refuse(viewer, key):
        raise ObjectDoesNotExist

    with pytest.raises(Http404) as refused:
        take_row(ask(), refuse, "a")

    assert (str(refused.value), refused.value.__suppress_context__) == ("", True)
