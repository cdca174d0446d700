"""What components need beside markup: icons from the sprite, and form fields with their names and states."""

from collections.abc import Hashable
from datetime import date, datetime
from functools import lru_cache

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ospolis.core.markup import fill_markup
from ospolis.core.written import spell_day

register = template.Library()

SPRITE = "ospolis/icons.svg"
TONES = {"good": "check", "warn": "warn", "bad": "stop", "info": "info", "none": "unknown", "own": "pin"}
"""A state has a word and a shape before it has a colour: this is the shape."""


LATIN = (forms.EmailInput, forms.URLInput, forms.NumberInput, forms.DateInput)
"""Controls whose content runs from left to right in every language."""


@register.simple_tag
def asset(path: str) -> str:
    """Give the address of a static file; without a manifest the plain one, so that error pages stand."""
    try:
        return static(path)
    except ValueError:  # the manifest lacks the file: static files were not collected
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, flip: object = False) -> SafeString:
    """Draw an icon of the sprite, hidden from readers; `flip` for those that point along the line."""
    classes = "icon flip" if flip else "icon"
    return fill_markup(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', classes, asset(SPRITE), name
    )


@register.simple_tag
def keep_part(template_name: str, **values: Hashable) -> SafeString:
    """Write a part of a page that follows from these values and the language alone, and keep it for the next page.

    Neither the request nor the reader is known inside: what one reader sees reaches another only where both are
    shown the same values. Values are plain words, numbers and frozen rows of them, never markup.
    """
    return _render_part(template_name, get_language(), tuple(values.items()))


@lru_cache(maxsize=512)
def _render_part(template_name: str, language: str | None, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template_name, dict(values))


@register.filter
def tone_icon(tone: str) -> str:
    """Name the icon that belongs to a tone."""
    return TONES.get(tone, "info")


@register.simple_tag
def tag(words: object, tone: str = "", icon_name: str = "", bare: object = False) -> SafeString:
    """Write a state in one to four words; in rows of tables ten times as fast as `c-tag`, which it draws."""
    name = icon_name or (tone_icon(tone) if tone and not bare else "")
    return fill_markup('<span class="tag {}">{}{}</span>', tone, icon(name) if name else "", words)


@register.simple_tag
def cell_bar(mark: SafeString, words: object, is_long: object = False) -> SafeString:
    """Set a mark and its number side by side in a cell; in rows of tables faster than `c-cell-bar`."""
    return fill_markup('<div class="inbar{}">{}<span>{}</span></div>', " long" if is_long else "", mark, words)


@register.simple_tag
def write_day(day: date) -> SafeString:
    """Write a day so that a comma or a full stop may follow it at once; moments count in the time zone of the site."""
    local = localtime(day) if isinstance(day, datetime) else day
    return fill_markup('<time datetime="{}">{}</time>', f"{local:%Y-%m-%d}", spell_day(local))


@register.simple_tag(takes_context=True, name="why")
def write_why(context: Context, url: str, about: object = "") -> SafeString:
    """Write the way from a number to its reasons, which opens in the drawer where there is one; `c-why` draws it."""
    frame = context.get("frame")
    drawer: SafeString | str = ""
    if getattr(frame, "is_staff", False):
        drawer = fill_markup(' data-hx-get="{}" data-hx-select="#why" data-hx-target="#drawer-body"', url)
    told = fill_markup('<span class="vh"> {}</span>', about) if about else ""
    return fill_markup('<a href="{}"{}>{}{}</a>', url, drawer, _("Why this number?"), told)


@register.simple_tag(takes_context=True)
def figure(  # the parts of a key number, each by its name
    context: Context,
    label: object,
    value: object = "",
    unit: str = "",
    bar: SafeString | str = "",
    note: object = "",
    at: date | None = None,
    why: str = "",
) -> SafeString:
    """Write a key number with unit, date, interval and reason; `c-figure` draws through it."""
    if value in ("", None):
        told = tag(_("unknown"), "none", bare=True)
    else:
        told = fill_markup("{}{}", value, fill_markup(" <small>{}</small>", unit) if unit else "")
    day = write_day(at) if at else ""
    way = write_why(context, why, label) if why else ""
    parts = [fill_markup('<p class="meta">{}</p>', note) if note else ""]
    if day or way:
        parts.append(fill_markup('<p class="meta">{}{}{}</p>', day, _BREAK if day and way else "", way))
    words = '<div class="fig"><p class="label">{}</p><p class="value">{}</p>{}{}</div>'
    return fill_markup(words, label, told, bar, fill_markup("{}" * len(parts), *parts))


_BREAK = SafeString("<br>")


@register.filter
def field_kind(field: BoundField) -> str:
    """Say how a field is laid out: "many" (radios, boxes), "one" (a single box), "hidden" or "line"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "many"
    return "one" if isinstance(widget, forms.CheckboxInput) else "line"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Write the control of a field, tied to its hint and its error, in the direction of what is typed."""
    named = [f"{field.auto_id}_hint"] if field.help_text else []
    named += [f"{field.auto_id}_error"] if field.errors else []
    attrs: dict[str, str | bool] = {}
    if field_kind(field) == "line":
        attrs["class"] = "input"
        if not isinstance(field.field.widget, forms.Select):
            attrs["dir"] = "ltr" if isinstance(field.field.widget, LATIN) else "auto"
    if named:
        attrs["aria-describedby"] = " ".join(named)
    return field.as_widget(attrs=attrs)


@register.filter
def error_links(form: forms.BaseForm | None) -> list[tuple[str, str]]:
    """List the errors of a form in the order of its fields, each with the id of the control to mend."""
    if form is None:
        return []
    found = [("", str(error)) for error in form.non_field_errors()]
    for field in form:
        target = f"{field.auto_id}_0" if field_kind(field) == "many" else str(field.auto_id)
        found += [(target, str(error)) for error in field.errors]
    return found
