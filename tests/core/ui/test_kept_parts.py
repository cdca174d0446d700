"""Parts of the shells that are kept: by their values and the language, by nothing of the reader."""

from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from ospolis.core.page import Entry, Group, OfficeLabel

FOOT = Template(
    '{% load ui %}{% keep_part "core/_public_foot.html" office=office groups=groups %}'  # as the public shell does
)
GROUPS = (Group((Entry("Privacy", "/privacy/"),)),)


def write_foot(**values):
    return FOOT.render(Context({"groups": GROUPS, **values}))


def test_other_values_give_another_part():
    first, second = (write_foot(office=OfficeLabel(name=name)) for name in ("Office of Arva", "Office of Belun"))

    assert ("Office of Arva" in first, "Office of Belun" in first) == (True, False)
    assert ("Office of Arva" in second, "Office of Belun" in second) == (False, True)


def test_the_same_values_give_the_same_part():
    assert write_foot(office=OfficeLabel(name="Same")) == write_foot(office=OfficeLabel(name="Same"))


def test_another_language_gives_another_part(settings):
    with translation.override("en"):
        before = write_foot(office=OfficeLabel(name="Tongue"))
    with translation.override("en-gb"):
        other = write_foot(office=OfficeLabel(name="Tongue"))

    assert other == before  # the words of both are English
    assert other is not before


def test_nothing_of_the_request_or_the_reader_reaches_a_part():
    request = RequestFactory().get("/")
    request.viewer = "a secret"
    page = Template('{% load ui %}{% keep_part "core/_public_office.html" office=office %}')

    written = page.render(Context({"request": request, "office": OfficeLabel(name="A"), "country": "a secret"}))

    assert "a secret" not in written


def test_words_of_an_office_are_escaped():
    assert "<script>" not in write_foot(office=OfficeLabel(name="<script>"))
