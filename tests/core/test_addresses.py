"""Addresses of rows are those of the table of routes."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from ospolis.core.addresses import address_of


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("evidence:figure", "repositories.office.arva"),
        ("evidence:fact", 12),
        ("publishing:institution", "arva-registry"),
        ("mapping:repository", "arva-registry-civil"),
        ("mapping:source", "0a1b2c"),
    ],
)
def test_an_address_with_a_key_is_that_of_reverse(name, key):
    assert address_of(name, key) == reverse(name, args=[key])


def test_an_address_without_a_key_is_that_of_reverse():
    assert address_of("mapping:repositories") == reverse("mapping:repositories")


def test_a_site_that_lies_in_a_folder_keeps_its_folder():
    before = address_of("publishing:institution", "a")
    set_script_prefix("/ospolis/")
    try:
        assert address_of("publishing:institution", "a") == "/ospolis" + before
    finally:
        set_script_prefix("/")


def test_what_an_address_cannot_hold_is_quoted():
    assert address_of("publishing:institution", 'a b"?') == "/institutions/a%20b%22%3F/"


def test_a_name_without_a_route_is_refused():
    with pytest.raises(NoReverseMatch):
        address_of("mapping:nothing", "a")
