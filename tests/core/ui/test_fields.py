"""Fields: label, hint, error and control in this order, tied together, and mistakes that lead to their field."""

import re

from django import forms
from django.template import Context, Template

from ospolis.core.specimens import sample_form
from ospolis.core.templatetags.ui import error_links, field_kind, icon, tone_icon


class OddForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput)
    agree = forms.BooleanField(label="I agree", help_text="Needed once")
    colours = forms.MultipleChoiceField(
        label="Colours", help_text="Two at most", choices=[("r", "Red")], widget=forms.CheckboxSelectMultiple
    )

    def clean(self):
        raise forms.ValidationError("Nothing fits together")


def render(markup: str, **values: object) -> str:
    text = Template(markup).render(Context(values))
    return re.sub(r">\s+<", "><", text).strip()


def field(bound, quiet: str = "") -> str:
    return render('{% cotton field :field="bound" :quiet="quiet" / %}', bound=bound, quiet=quiet)


def summary(form) -> str:
    return render('{% cotton error-summary :form="form" / %}', form=form)


def test_a_wrong_line_names_its_hint_and_its_error():
    assert field(sample_form()["email"]) == (
        '<div class="field wrong"><label for="id_email">E-mail address</label>'
        '<p class="hint" id="id_email_hint">We send your place and one reminder</p>'
        '<p class="error" id="id_email_error">'
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/ospolis/icons.svg#stop"/></svg>'
        '<span><span class="vh">Error: </span>Enter an e-mail address with an @ sign</span></p>'
        '<input type="email" name="email" value="desk.registry.gov.example" maxlength="320" '
        'class="input" dir="ltr" aria-describedby="id_email_hint id_email_error" required aria-invalid="true" '
        'id="id_email"></div>'
    )


def test_optional_is_said_unless_the_place_is_quiet():
    assert "(optional)" in field(sample_form()["need"])
    assert "(optional)" not in field(sample_form()["need"], quiet="yes")
    assert "(optional)" not in field(sample_form()["name"])


def test_choices_stand_in_a_named_group():
    text = field(sample_form()["how"])
    assert text.startswith('<fieldset class="field wrong"><legend class="q">How do you take part?</legend>')
    assert text.count('<div class="choice"><input type="radio" name="how"') == 2
    assert '<label for="id_how_0">In the room</label>' in text


def test_a_hidden_field_is_nothing_but_itself_and_a_box_stands_before_its_words():
    form = OddForm({})
    assert field(form["token"]) == '<input type="hidden" name="token" id="id_token">'
    assert [field_kind(bound) for bound in form] == ["hidden", "one", "many"]
    text = field(form["agree"])
    assert text.index("<input") < text.index('<label for="id_agree">I agree')
    assert 'id="id_agree_hint"' in text


def test_mistakes_lead_to_their_fields_in_order():
    assert error_links(OddForm({})) == [
        ("", "Nothing fits together"),
        ("id_token", "This field is required."),
        ("id_agree", "This field is required."),
        ("id_colours_0", "This field is required."),
    ]
    assert error_links(sample_form()) == [
        ("id_email", "Enter an e-mail address with an @ sign"),
        ("id_how_0", "Choose how you take part"),
    ]


def test_the_summary_counts_and_links_and_is_silent_without_mistakes():
    text = summary(sample_form())
    assert "2 answers need your attention" in text
    assert '<a href="#id_email">Enter an e-mail address with an @ sign</a>' in text
    assert "<li>Nothing fits together</li>" in summary(OddForm({}))
    assert summary(OddForm()) + summary(None) == ""


def test_an_icon_turns_only_when_it_points_along_the_line():
    end = ' aria-hidden="true" focusable="false"><use href="/static/ospolis/icons.svg#arrow"/></svg>'
    assert icon("arrow") == f'<svg class="icon"{end}'
    assert icon("arrow", flip=True) == f'<svg class="icon flip"{end}'


def test_every_tone_has_a_shape():
    assert [tone_icon(tone) for tone in ("good", "warn", "bad", "info", "none", "own", "odd")] == [
        "check",
        "warn",
        "stop",
        "info",
        "unknown",
        "pin",
        "info",
    ]
