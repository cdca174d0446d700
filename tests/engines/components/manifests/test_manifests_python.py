"""Python: pyproject.toml, Pipfile, requirements, setup files and four kinds of lock file."""

from __future__ import annotations

from ospolis.engines.components.component import Hash
from ospolis.engines.components.manifests.opening import read_manifest

DIGEST = "ab" * 32


PYPROJECT_TEXT = """[project]
name = "Town_Portal"
version = "1.0"
license = {text = "EUPL-1.2"}
dependencies = [
  "Django>=5,<6",
  "exact==1.2.3",
  "extra-thing; extra == 'x'",
  "address @ https://files.example/a.whl",
  "folder @ file:///folder",
  3,
  "not a requirement!",
]
[project.optional-dependencies]
pdf = ["reportlab"]
tests = ["pytest (>=8)"]
[dependency-groups]
dev = ["ruff==0.5.*", {include-group = "other"}]
odd = "text"
[tool.pdm.dev-dependencies]
builders = ["nox"]
[tool.uv]
dev-dependencies = ["mypy"]
[tool.uv.sources]
folder = {path = "x"}
other = {workspace = true}
third = {git = "x"}
[tool.uv.workspace]
members = ["libs/*"]
[build-system]
requires = ["hatchling"]
"""


def test_a_pyproject_names_requirements_groups_and_its_builder(named):
    assert named("pyproject.toml", PYPROJECT_TEXT) == [
        ("Django", ">=5,<6", "runtime", "direct", 6),
        ("exact", "1.2.3", "runtime", "direct", 7),
        ("extra-thing", "", "optional", "direct", 8),
        ("address", "", "runtime", "direct", 9),
        ("folder", "", "runtime", "direct", 10),
        ("reportlab", "", "optional", "direct", 15),
        ("pytest", ">=8", "test", "direct", 16),
        ("nox", "", "build", "direct", 21),
        ("ruff", "==0.5.*", "development", "direct", 18),
        ("mypy", "", "development", "direct", 23),
        ("hatchling", "", "build", "direct", 31),
    ]
    reading = read_manifest("pyproject.toml", PYPROJECT_TEXT.encode())
    assert [(item.purl, item.licence, item.line) for item in reading.packages] == [
        ("pkg:pypi/town-portal@1.0", "EUPL-1.2", 4)
    ]
    assert [item.source for item in reading.mentions[3:5]] == [
        "https://files.example/a.whl",
        "path:file:///folder",
    ]
    assert [item.code for item in reading.diagnostics] == ["requirement"]
    assert reading.context.workspaces == ("libs/*",)


def test_a_pyproject_of_poetry_names_groups_paths_and_addresses(named):
    text = """[tool.poetry]
name = "portal"
version = "1.0"
classifiers = ["License :: OSI Approved :: MIT License", "Topic :: X"]
[tool.poetry.dependencies]
python = "^3.11"
requests = "^2.0"
exact = "1.2.3"
maybe = {version = "^1", optional = true}
folder = {path = "../x"}
fork = {git = "https://git.example/x.git"}
file = {url = "./x.whl"}
several = [{version = "^1", python = "<3"}, {version = "^2"}]
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.test.dependencies]
pytest = "^8"
[tool.poetry.group.main.dependencies]
more = "^1"
"""
    assert named("pyproject.toml", text) == [
        ("requests", "^2.0", "runtime", "direct", 7),
        ("exact", "1.2.3", "runtime", "direct", 8),
        ("maybe", "^1", "optional", "direct", 9),
        ("folder", "", "runtime", "direct", 10),
        ("fork", "", "runtime", "direct", 11),
        ("file", "", "runtime", "direct", 12),
        ("several", "^1", "runtime", "direct", 13),
        ("pytest", "^8", "test", "direct", 17),
        ("more", "^1", "runtime", "direct", 19),
        ("black", "*", "development", "direct", 15),
    ]
    reading = read_manifest("pyproject.toml", text.encode())
    assert reading.packages[0].licence == "MIT License"
    assert [item.source for item in reading.mentions[3:6]] == [
        "path:../x",
        "https://git.example/x.git",
        "path:./x.whl",
    ]


REQUIREMENTS_TEXT = f"""# top
-r base.txt
--constraint=constraints.txt
-c more.txt
--index-url https://index.example/
-e ./local
-e git+https://git.example/egg.git#egg=Egg
-e
Django==5.2 ; python_version > "3" \\
    --hash=sha256:{DIGEST} \\
    --hash=sha256:{DIGEST}
    # via -r requirements.in
asgiref==3.8
    # via
    #   Django
sqlparse==0.5  # via portal (pyproject.toml)
plain>=1 # a word
https://files.example/thing.whl
./folder
--hash=sha256:0
!!!
{{{{ cookiecutter.name }}}}
"""


def test_requirements_keep_hashes_markers_includes_and_who_wants_them():
    reading = read_manifest("requirements.txt", REQUIREMENTS_TEXT.encode())

    assert [
        (item.name, item.version or item.version_range, item.relation.value, item.line) for item in reading.mentions
    ] == [
        ("Egg", "", "direct", 7),
        ("Django", "5.2", "direct", 9),
        ("asgiref", "3.8", "transitive", 13),
        ("sqlparse", "0.5", "direct", 16),
        ("plain", ">=1", "direct", 17),
    ]
    assert reading.mentions[1].hashes == (Hash("SHA-256", DIGEST), Hash("SHA-256", DIGEST))
    assert reading.context.includes == (
        ("requirements", "base.txt"),
        ("constraints", "constraints.txt"),
        ("constraints", "more.txt"),
    )
    assert [(item.code, item.line) for item in reading.diagnostics] == [
        ("unnamed", 18),
        ("requirement", 21),
        ("templated", 22),
    ]


def test_a_line_that_ends_in_a_backslash_goes_on(named):
    assert named("requirements.txt", "# nothing else\n") == []
    assert named("requirements.txt", "\\\nDjango \\\n >=5\n\nlast\\") == [
        ("Django", ">=5", "unknown", "direct", 1),
        ("last", "", "unknown", "direct", 5),
    ]


def test_constraints_give_versions_and_no_components(components):
    files = {
        "requirements/base.txt": "-c ../constraints.txt\n-c absent.txt\nDjango\nrequests==2.0\n",
        "requirements/tests.txt": "pytest\n",
        "requirements-dev.txt": "ruff\n",
        "constraints.txt": "django==5.2\nother==1\n",
    }

    assert components(files) == [
        ("pkg:pypi/django@5.2", "", "runtime", "direct"),
        ("pkg:pypi/pytest", "", "test", "direct"),
        ("pkg:pypi/requests@2.0", "", "runtime", "direct"),
        ("pkg:pypi/ruff", "", "development", "direct"),
    ]


def test_a_pipfile_has_two_tables_and_groups(named):
    text = """[packages]
requests = "*"
fork = {git = "https://git.example/x.git"}
[dev-packages]
pytest = "==8.0.0"
[docs]
sphinx = "*"
[requires]
python_version = "3.11"
"""
    assert named("Pipfile", text) == [
        ("requests", "*", "runtime", "direct", 2),
        ("fork", "", "runtime", "direct", 3),
        ("pytest", "8.0.0", "development", "direct", 5),
        ("sphinx", "*", "development", "direct", 7),
    ]


def test_a_pipfile_lock_settles_a_pipfile(components):
    files = {
        "Pipfile": '[packages]\nrequests = "*"\n',
        "Pipfile.lock": '{"_meta": {},\n"default": {\n"requests": {"version": "==2.32.0", "hashes": ["sha256:'
        + DIGEST
        + '"]},\n"idna": {"version": "==3.7"}},\n"develop": {\n"idna": {"version": "==3.7"}}}',
    }

    assert components(files) == [
        ("pkg:pypi/idna@3.7", "", "development", "transitive"),
        ("pkg:pypi/idna@3.7", "", "runtime", "transitive"),
        ("pkg:pypi/requests@2.32.0", "", "runtime", "direct"),
    ]


POETRY_LOCK = f"""[[package]]
name = "requests"
version = "2.32.0"
groups = ["main"]
files = [
    {{file = "requests.whl", hash = "sha256:{"11" * 32}"}},
    {{file = "requests.tar.gz", hash = "sha256:{DIGEST}"}},
]
[package.dependencies]
Idna = ">=2"

[[package]]
name = "idna"
version = "3.7"
category = "dev"

[[package]]
name = "folder"
version = "1"
optional = true
[package.source]
type = "directory"
url = "../folder"

[[package]]
name = "fork"
version = "1"
groups = ["main", "dev"]
optional = true
[package.source]
type = "git"
url = "https://git.example/x.git"
"""


def test_a_poetry_lock_keeps_groups_hashes_sources_and_edges():
    reading = read_manifest("poetry.lock", POETRY_LOCK.encode())

    assert [(item.name, item.version, item.scope.value, item.line, item.source) for item in reading.mentions] == [
        ("requests", "2.32.0", "runtime", 1, ""),
        ("idna", "3.7", "development", 12, ""),
        ("folder", "1", "optional", 17, "path:../folder"),
        ("fork", "1", "optional", 25, "https://git.example/x.git"),
    ]
    assert reading.mentions[0].hashes == (Hash("SHA-256", DIGEST), Hash("SHA-256", "11" * 32))
    assert reading.edges == ((0, 1),)


def test_a_pdm_lock_writes_requirements():
    text = """[[package]]
name = "a"
version = "1"
groups = ["default"]
dependencies = ["B>=2", "!"]
[[package]]
name = "b"
version = "2"
[[package]]
name = "local"
version = "1"
path = "./local"
"""
    reading = read_manifest("pdm.lock", text.encode())

    assert [(item.name, item.scope.value, item.source) for item in reading.mentions] == [
        ("a", "runtime", ""),
        ("b", "unknown", ""),
        ("local", "unknown", "path:./local"),
    ]
    assert reading.edges == ((0, 1),)


UV_LOCK = f"""version = 1
[[package]]
name = "portal"
version = "0.1"
source = {{ editable = "." }}
dependencies = [{{ name = "django" }}]
[package.optional-dependencies]
pdf = [{{ name = "reportlab" }}]
[package.dev-dependencies]
test = [{{ name = "pytest", version = "8.0" }}]

[[package]]
name = "django"
version = "5.2"
source = {{ registry = "https://index.example/" }}
dependencies = [{{ name = "sqlparse" }}, {{ name = "lost" }}]
sdist = {{ url = "https://files.example/d.tar.gz", hash = "sha256:{DIGEST}" }}
wheels = [{{ url = "https://files.example/d.whl", hash = "sha256:{"11" * 32}" }}]

[[package]]
name = "sqlparse"
version = "0.5"
[[package]]
name = "reportlab"
version = "4.0"
[[package]]
name = "pytest"
version = "8.0"
source = {{ git = "https://git.example/pytest.git" }}
"""


def test_a_uv_lock_gives_scopes_from_its_own_package(components):
    pyproject = '[project]\nname = "portal"\ndependencies = ["django>5"]\n'

    assert components({"uv.lock": UV_LOCK, "pyproject.toml": pyproject}) == [
        ("pkg:pypi/django@5.2", "", "runtime", "direct"),
        ("pkg:pypi/pytest@8.0", "", "test", "direct"),
        ("pkg:pypi/reportlab@4.0", "", "optional", "direct"),
        ("pkg:pypi/sqlparse@0.5", "", "runtime", "transitive"),
    ]


def test_a_lock_whose_packages_cannot_be_counted_has_no_lines(named):
    assert named("poetry.lock", 'package = [{name = "a", version = "1"}]\n') == [("a", "1", "unknown", "unknown", 0)]
