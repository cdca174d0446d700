"""One door each: to the framework's next version, to the network, to other programs, and to rows of the database."""

from __future__ import annotations

import ast
import re

import pytest

from house.tree import Offence, Source, called_name, hold_rule, imports_of, is_machinery, plant, product_sources

VERSIONED = ("django_tasks", "django.tasks", "csp", "django.utils.csp", "django_tasks_db")
NETWORK = (
    "httpcore", "httpx", "urllib.request", "http.client", "socket", "ssl", "ftplib", "smtplib", "asyncio",
    "distributed", "tornado",
)  # fmt: skip
# The fetcher for everything on the web, and one module each for the operator's mail server, virus scanner and cluster.
NETWORK_DOORS = (
    "ospolis.core.fetching", "ospolis.core.mail.smtp", "ospolis.core.files.scanner",
    "ospolis.mapping.work.cluster_members",
)  # fmt: skip
# Words under which a query is built; names that come from a request never go in as keywords.
QUERY = frozenset({"filter", "exclude", "annotate", "aggregate", "alias", "order_by", "extra", "get", "values"})
REQUEST = re.compile(r"\b(request|GET|POST|cleaned_data|query_params|body|kwargs)\b")
RAW = frozenset({"raw", "extra", "RawSQL"})
RUNNERS = frozenset(
    {"system", "popen", "eval", "exec", "load", "loads", "run", "Popen", "call", "check_call", "check_output"}
)
ROW_DOORS = frozenset({"services", "selectors", "bridge", "models"})


def find_version_names(sources: tuple[Source, ...]) -> list[Offence]:
    """Find what only core/compat.py may name: the parts that differ between versions of Django."""
    found = []
    for source in sources:
        if source.module == "ospolis.core.compat":
            continue
        for name, line in imports_of(source):
            if any(name == part or name.startswith(part + ".") for part in VERSIONED):
                found.append(source.offend(line, f"{name}: ask ospolis.core.compat"))
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr == "VERSION" and ast.unparse(node) == "django.VERSION":
                found.append(source.offend(node, "django.VERSION: only core/compat.py knows versions"))
    return found


def find_network(sources: tuple[Source, ...]) -> list[Offence]:
    """Find modules that reach for the network beside the fetcher of core and the doors to what the operator runs."""
    return [
        source.offend(line, f"{name}: only {' and '.join(NETWORK_DOORS)} reach for the network")
        for source in sources
        if not source.module.startswith(NETWORK_DOORS)
        for name, line in imports_of(source)
        if any(name == part or name.startswith(part + ".") for part in NETWORK)
    ]


def find_raw_rows(sources: tuple[Source, ...]) -> list[Offence]:
    """Find rows that are read beside the selectors, where nobody asks who is looking."""
    return [
        source.offend(node, f"{ast.unparse(node)}: rows are read by selectors and written by services")
        for source in sources
        if source.kind not in ROW_DOORS and not is_machinery(source.module) and source.app not in {"core", "engines"}
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]


def find_open_queries(sources: tuple[Source, ...]) -> list[Offence]:
    """Find queries whose names or SQL come from outside: **request values, order_by(*names), text put together."""
    found = []
    for source in sources:
        for call in source.calls:
            name = called_name(call)
            spread = [word.value for word in call.keywords if word.arg is None]
            spread += [word.value for word in call.args if isinstance(word, ast.Starred)]
            if name in QUERY and any(REQUEST.search(ast.unparse(value)) for value in spread):
                found.append(source.offend(call, f"{name}() takes names from outside: list the ones that are allowed"))
            if name in RAW and source.app != "engines":
                found.append(source.offend(call, f"{name}(): write the query with the ORM"))
            if name in {"execute", "executemany"} and call.args and is_put_together(call.args[0]):
                found.append(source.offend(call, f"{name}() runs SQL put together at run time: pass parameters"))
    return found


def is_put_together(node: ast.expr) -> bool:
    """Say whether SQL is made at run time; SQLite's PRAGMA takes no parameters, so its names may be filled in."""
    return isinstance(node, ast.JoinedStr | ast.BinOp) and not ast.unparse(node).lstrip("f'\"").startswith("PRAGMA ")


def find_shells(sources: tuple[Source, ...]) -> list[Offence]:
    """Find commands that a shell would read, and code that is made from text."""
    found = []
    for source in sources:
        for call in source.calls:
            if called_name(call) not in RUNNERS:
                continue
            text = ast.unparse(call.func)
            through_shell = text.startswith("subprocess.") and any(
                word.arg == "shell" and ast.unparse(word.value) != "False" for word in call.keywords
            )
            if text in {"os.system", "os.popen", "eval", "exec", "yaml.load", "pickle.loads", "pickle.load"}:
                found.append(source.offend(call, f"{text}() runs what it is given"))
            elif through_shell:
                found.append(source.offend(call, f"{text}(shell=...): pass a list of words"))
    return found


@pytest.mark.parametrize(
    ("finder", "text"),
    [
        (find_version_names, "from django_tasks import task"),
        (find_version_names, "from csp.decorators import csp_exempt"),
        (find_version_names, "if django.VERSION > (6, 0): ..."),
        (find_network, "import httpx"),
        (find_network, "from distributed import Client"),
        (find_network, "from urllib.request import urlopen"),
        (find_raw_rows, "rows = Office.objects.all()"),
        (find_open_queries, "Office.objects.filter(**request.GET.dict())"),
        (find_open_queries, "rows.order_by(*request.GET.getlist('sort'))"),
        (find_open_queries, "Office.objects.raw('SELECT 1')"),
        (find_open_queries, "cursor.execute(f'SELECT {name}')"),
        (find_shells, "subprocess.run('ls', shell=True)"),
        (find_shells, "os.system('ls')"),
        (find_shells, "yaml.load(text)"),
    ],
)
def test_a_planted_way_round_is_found(finder, text):
    assert len(finder((plant("ospolis.offices.views", text),))) == 1


@pytest.mark.parametrize(
    ("finder", "module", "text"),
    [
        (find_version_names, "ospolis.core.compat", "from django_tasks import task"),
        (find_network, "ospolis.core.fetching.client", "import httpx"),
        (find_network, "ospolis.core.mail.smtp", "import smtplib"),
        (find_raw_rows, "ospolis.offices.selectors", "rows = Office.objects.all()"),
        (find_open_queries, "ospolis.offices.selectors", "rows.filter(**{'name': name})"),
        (find_shells, "ospolis.engines.gitrepo.calling", "subprocess.run(['git'], shell=False)"),
    ],
)
def test_the_door_itself_is_let_be(finder, module, text):
    assert finder((plant(module, text),)) == []


def test_only_compat_knows_versions_of_the_framework():
    hold_rule(find_version_names(product_sources()))


def test_only_the_fetcher_reaches_for_the_network():
    hold_rule(find_network(product_sources()))


def test_rows_are_reached_through_their_doors():
    hold_rule(find_raw_rows(product_sources()))


def test_queries_take_no_names_from_outside():
    hold_rule(find_open_queries(product_sources()))


def test_nothing_runs_what_it_is_given():
    hold_rule(find_shells(product_sources()))
