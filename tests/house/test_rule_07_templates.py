"""Rule 7: templates ask the database nothing. Every test of the suite renders under this rule (tests/conftest.py)."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.template import Context, Template

from house.rendering import QueryInTemplate

ROWS = "{% for row in rows %}{{ row.model }}{% endfor %}"


@pytest.mark.django_db
def test_a_template_that_asks_is_refused_in_every_test():
    template = Template(ROWS)

    with pytest.raises(QueryInTemplate):
        template.render(Context({"rows": ContentType.objects.order_by("pk")}))


@pytest.mark.django_db
def test_a_template_that_is_handed_rows_is_rendered():
    rows = list(ContentType.objects.filter(app_label="core").order_by("pk"))

    assert Template(ROWS).render(Context({"rows": rows})) == "".join(row.model for row in rows)
