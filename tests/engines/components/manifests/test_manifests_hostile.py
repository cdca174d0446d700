"""What no reader may stumble over, and what a reading is as a value."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packageurl import PackageURL

from ospolis.engines.components.component import Hash
from ospolis.engines.components.manifests.draft import read_hash
from ospolis.engines.components.manifests.joining import join_readings
from ospolis.engines.components.manifests.keeping import pack_reading, unpack_reading
from ospolis.engines.components.manifests.kinds import ManifestKind, recognise
from ospolis.engines.components.manifests.lines import KeyLines
from ospolis.engines.components.manifests.locks import _matches
from ospolis.engines.components.manifests.naming import name_package, strip_version
from ospolis.engines.components.manifests.opening import read_manifest
from ospolis.engines.components.manifests.placeholders import fill
from ospolis.engines.components.manifests.places import resolve_path
from ospolis.engines.components.manifests.reading import ManifestLimits
from ospolis.engines.untrusted.refusal import TextLimits

PATHS = {
    ManifestKind.NPM_PACKAGE: "package.json",
    ManifestKind.NPM_LOCK: "package-lock.json",
    ManifestKind.YARN_LOCK: "yarn.lock",
    ManifestKind.PNPM_LOCK: "pnpm-lock.yaml",
    ManifestKind.PNPM_WORKSPACE: "pnpm-workspace.yaml",
    ManifestKind.PYPROJECT: "pyproject.toml",
    ManifestKind.REQUIREMENTS: "requirements.txt",
    ManifestKind.PIPFILE: "Pipfile",
    ManifestKind.PIPFILE_LOCK: "Pipfile.lock",
    ManifestKind.POETRY_LOCK: "poetry.lock",
    ManifestKind.UV_LOCK: "uv.lock",
    ManifestKind.PDM_LOCK: "pdm.lock",
    ManifestKind.SETUP_CFG: "setup.cfg",
    ManifestKind.SETUP_PY: "setup.py",
    ManifestKind.MAVEN_POM: "pom.xml",
    ManifestKind.GRADLE_BUILD: "build.gradle",
    ManifestKind.GRADLE_LOCK: "gradle.lockfile",
    ManifestKind.GRADLE_CATALOGUE: "gradle/libs.versions.toml",
    ManifestKind.GRADLE_PROPERTIES: "gradle.properties",
    ManifestKind.GO_MOD: "go.mod",
    ManifestKind.GO_SUM: "go.sum",
    ManifestKind.GO_VENDOR: "a/vendor/modules.txt",
    ManifestKind.COMPOSER_JSON: "composer.json",
    ManifestKind.COMPOSER_LOCK: "composer.lock",
    ManifestKind.GEMFILE: "Gemfile",
    ManifestKind.GEMFILE_LOCK: "Gemfile.lock",
    ManifestKind.GEMSPEC: "town.gemspec",
    ManifestKind.CARGO_TOML: "Cargo.toml",
    ManifestKind.CARGO_LOCK: "Cargo.lock",
    ManifestKind.NUGET_CONFIG: "packages.config",
    ManifestKind.NUGET_PROJECT: "src/app.csproj",
    ManifestKind.NUGET_CENTRAL: "Directory.Packages.props",
    ManifestKind.NUGET_LOCK: "packages.lock.json",
    ManifestKind.NUGET_ASSETS: "obj/project.assets.json",
    ManifestKind.SWIFT_RESOLVED: "Package.resolved",
    ManifestKind.PUBSPEC: "pubspec.yaml",
    ManifestKind.PUBSPEC_LOCK: "pubspec.lock",
    ManifestKind.MIX_LOCK: "mix.lock",
    ManifestKind.DOCKERFILE: "docker/Dockerfile.build",
    ManifestKind.WORKFLOW: "x/.github/workflows/ci.yaml",
    ManifestKind.HELM_CHART: "charts/a/Chart.yaml",
}


def test_every_kind_is_recognised_by_its_path():
    assert {kind: recognise(path) for kind, path in PATHS.items()} == {kind: kind for kind in ManifestKind}
    assert recognise("app.dockerfile") is ManifestKind.DOCKERFILE
    assert recognise("sub/action.yml") is ManifestKind.WORKFLOW


@pytest.mark.parametrize(
    "path",
    ["README.md", "modules.txt", "notes.txt", "values.yaml", "ockerfiles/x", "myockerfile", "Dockerfile.d/x.py", ""],
)
def test_other_files_are_none(path):
    assert recognise(path) is None


def test_a_file_of_no_kind_is_a_remark(remarks):
    assert remarks("README.md", "x") == [("not-a-manifest", 0)]


@pytest.mark.parametrize("path", PATHS.values())
def test_every_reader_answers_to_every_kind_of_dirt(path, remarks):
    assert remarks(path, "") == [("empty", 0)]
    assert remarks(path, b"\xef\xbb\xbf\r\n")[:1] in ([("empty", 0)], [])
    assert remarks(path, "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n") == [("merge-conflict", 2)]
    limits = ManifestLimits(text=TextLimits(bytes=10))
    assert read_manifest(path, b"12345678901", limits=limits).diagnostics[0].code in ("too-large", "syntax")
    for dirt in (b"\xff\xfe\x00", b"[" * 100_000, b"{{ cookiecutter.name }}: {% if x %}", b"<a>" * 500):
        assert all(item.fix for item in read_manifest(path, dirt).diagnostics)


JSON_KEYS = [
    "name",
    "version",
    "license",
    "licenses",
    "dependencies",
    "devDependencies",
    "packages",
    "importers",
    "type",
    "node_modules/a",
    "requires",
    "resolved",
    "integrity",
    "package",
    "_meta",
    "default",
    "dev",
    "optional",
    "pins",
    "object",
    "location",
    "state",
    "require",
    "dist",
    "libraries",
    "targets",
    "project",
    "frameworks",
    "A/1",
    "workspaces",
    "dependency",
    "description",
    "source",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["^1.0", "1.2.3", "a", "", "a/b", "npm:x@1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(JSON_KEYS), inner, max_size=4),
    max_leaves=25,
)
JSON_PATHS = [
    "package.json", "package-lock.json", "Pipfile.lock", "composer.json", "composer.lock", "packages.lock.json",
    "project.assets.json", "Package.resolved", "pnpm-lock.yaml", "pnpm-workspace.yaml", "pubspec.yaml",
    "pubspec.lock", "Chart.yaml",
]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(JSON_PATHS), st.dictionaries(st.sampled_from(JSON_KEYS), VALUES, max_size=6))
def test_wrong_types_everywhere_are_read(path, document):
    reading = read_manifest(path, json.dumps(document, indent=1).encode())

    assert unpack_reading(json.loads(json.dumps(pack_reading(reading))), path) == reading
    join_readings([reading])


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(PATHS.values())), st.binary(max_size=300))
def test_any_bytes_are_read(path, data):
    join_readings([read_manifest(path, data)])


LINES = st.lists(
    st.sampled_from(
        """\
[package]
[[package]]
[dependencies]
[project]
[tool.poetry.dependencies]
name = "a"
version = "1"
dependencies = [1]
package = "x"
a = {version = 1}
  specs:
GEM
DEPENDENCIES
    a (1)
      b
  a!
gem 'a'
group :test do
end
require (
\ta v1
)
go x
replace a => b
a@^1:
  version "1"
  dependencies:
    b 1
FROM a
-r x
-e .
a==1 \\
install_requires=['a'
extras_require={'a': ['b']
]
implementation 'a:b:1'
[libraries]
<project>
<dependency>
</project>
setup(
"a": {:hex, :a, "1", ""}
# via
""".splitlines()
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(sorted(PATHS.values())), LINES), max_size=4))
def test_any_lines_are_read_and_joined_in_any_order(files):
    readings = [read_manifest(path, "\n".join(lines).encode()) for path, lines in dict(files).items()]

    assert join_readings(readings) == join_readings(reversed(readings))
    for reading in readings:
        assert unpack_reading(json.loads(json.dumps(pack_reading(reading))), reading.path) == reading


def test_lines_that_end_in_two_characters_count_once(named):
    text = '{\r\n"dependencies": {\r\n"a": "^1"\r\n}}'

    assert named("package.json", text) == [("a", "^1", "runtime", "direct", 3)]
    assert named("Cargo.lock", '[[package]]\r\nname = "a"\r\nversion = "1"\r\nsource = "r"\r\n')[0][4] == 1


def test_a_template_that_was_not_filled_in_is_named_as_such(remarks):
    assert remarks("pyproject.toml", "[project]\nname = {{ cookiecutter.name }}\n") == [("templated", 2)]
    assert remarks("package.json", '{"dependencies": {\n"{{ name }}": "1"}}') == [("templated", 2)]
    assert remarks("package.json", '{"dependencies": {\n"a b": "1", "": "1"}}') == [("name", 2), ("name", 0)]


def test_limits_of_mentions_edges_and_remarks_are_said_once():
    text = "\n".join(f"a{number}@^1:\n  version 1\n  dependencies:\n    a1 ^1" for number in range(9))
    few = read_manifest("yarn.lock", text.encode(), limits=ManifestLimits(mentions=3))
    loose = read_manifest("yarn.lock", text.encode(), limits=ManifestLimits(edges=2))
    quiet = read_manifest("requirements.txt", b"!\n!\n!\n!\n", limits=ManifestLimits(remarks=2))

    assert (len(few.mentions), [item.code for item in few.diagnostics]) == (3, ["too-many-mentions"])
    assert (len(loose.edges), [item.code for item in loose.diagnostics]) == (2, ["too-many-edges"])
    assert [item.code for item in quiet.diagnostics] == ["requirement", "requirement", "more-remarks"]


def test_a_long_or_odd_version_is_kept_as_written_and_not_in_the_package_url():
    reading = read_manifest("package-lock.json", b'{"dependencies": {"a": {"version": "1 || 2"}}}')

    assert [(item.purl, item.version, item.version_range) for item in reading.mentions] == [("pkg:npm/a", "", "1 || 2")]
    odd = read_manifest("package.json", b'{"name": "a", "version": "1 2"}').packages
    assert [item.purl for item in odd] == ["pkg:npm/a"]


def test_checksums_are_hexadecimal_whatever_way_they_were_written():
    assert read_hash(f"sha256:{'AB' * 32} sha512-AAAA? sha1 sha256- sha1-!! md4:00") == (
        Hash("SHA-256", "ab" * 32),
        Hash("SHA-512", "000000"),
    )


def test_package_urls_follow_the_specification():
    assert name_package("npm", "@Scope/Name", "1.0.0") == "pkg:npm/%40scope/name@1.0.0"
    assert name_package("pypi", "Zope_Interface.x", "5.0") == "pkg:pypi/zope-interface-x@5.0"
    assert name_package("golang", "github.com/Masterminds/semver/v3", "v3.2.1") == (
        "pkg:golang/github.com/masterminds/semver/v3@v3.2.1"
    )
    assert name_package("maven", "org.a:b", "1") == "pkg:maven/org.a/b@1"
    assert name_package("maven", "no-group") == ""
    assert name_package("nuget", "Newtonsoft.Json") == "pkg:nuget/Newtonsoft.Json"
    assert name_package("npm", "a", "1+b") == "pkg:npm/a@1%2Bb"
    assert name_package("npm", "/") == ""
    assert strip_version("pkg:npm/%40a/b@1?x=y") == "pkg:npm/%40a/b"
    assert strip_version("pkg:npm/a") == "pkg:npm/a"


@settings(deadline=None)
@given(
    st.sampled_from(["npm", "cargo", "gem", "nuget", "composer", "github", "hex"]),
    st.from_regex(r"(@?[A-Za-z0-9._+ é]{1,9}/)?[A-Za-z0-9._+ é-]{1,9}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9.+~-]{0,9}", fullmatch=True),
)
def test_the_short_way_to_a_package_url_is_the_long_way(kind, name, version):
    made = name_package(kind, name, version)

    assert made == "" or PackageURL.from_string(made).to_string() == made


def test_a_placeholder_never_grows_without_end():
    assert fill("${a}", {"a": "${b}", "b": "1"}) == "1"
    assert fill("${a}", {"a": "${a}${a}"}) == "${a}${a}" * 64
    assert fill("${a}", {"a": "x" * 600}) == "${a}"


def test_paths_stay_inside_the_repository():
    assert resolve_path("a/b", "../../../c/./d\\e") == "c/d/e"


def test_globs_of_workspaces_are_bounded():
    assert _matches("packages/a", ["./packages/*/", "x" * 300])
    assert not _matches("packages/a", ["x" * 300, "other"])


def test_lines_of_a_text_in_one_line_are_unknown():
    assert KeyLines('{"a": 1}').find("a") == 0


def test_what_a_cache_kept_of_another_version_is_read_again():
    packed = pack_reading(read_manifest("package.json", b'{"name": "a"}'))

    assert isinstance(packed, dict)
    assert unpack_reading(packed | {"version": 0}, "package.json") is None
    assert unpack_reading(packed | {"kind": "nonsense"}, "package.json") is None
    assert unpack_reading(packed | {"mentions": [[1]]}, "package.json") is None
    assert unpack_reading([packed], "package.json") is None
    unknown = read_manifest("x", b"")
    assert unpack_reading(pack_reading(unknown), "x") == unknown


def test_a_reading_can_be_put_at_another_path():
    reading = read_manifest("package.json", b'{"name": "a"}')

    assert reading.at("sub/package.json") == replace(reading, path="sub/package.json")


def test_a_file_that_is_not_of_the_size_that_git_said_is_still_one_answer():
    assert read_manifest("package.json", b'{"dependencies": {"a": "1.0.0"}} ').mentions[0].version == "1.0.0"


def long_lines() -> dict[str, bytes]:
    """Texts that make careless patterns slow, each far longer than any honest line."""
    size = 60_000
    return {
        "build.gradle": b"/*" * size + b"final" * size + b" implementation" * size + b"(" + b" " * size,
        "setup.py": b"install_requires=[" * size + b"extras_require={" * size,
        "requirements.txt": b"a" + b" \\\n xxxxx" * size,
        "Gemfile": b"group " + b" do" * size + b"\ngem 'a'" + b", 'b'" * size,
        "x.gemspec": b".add_dependency 'a'" + b" , 'b'" * size,
        "package-lock.json": b'{"packages": {"node_modules/'
        + b"a/" * 200
        + b'b": {"dependencies": {"c": "1"}}, "'
        + b"d/" * 90
        + b'd": {"dependencies": {"c": "1"}}, "node_modules/'
        + b"a/" * 3_000
        + b'b": {}}}',
        "yarn.lock": b"a@1:\n version 1\n" + b"    b 1\n" * size,
        "go.mod": b"require a" + b" " * size + b"v1\nreplace a" + b" " * size + b"=\n",
        "pom.xml": b"<project>" + b"${a}" * 2_000 + b"</project>",
        "Dockerfile": b"FROM " + b"--a " * size + b"a:" * size,
        "mix.lock": b'"a": {:hex, ' * size,
        "setup.cfg": b"[options]\ninstall_requires =" + b"\n  a" * 5_000,
        "pyproject.toml": b"[project]\ndependencies = [" + b"'a'," * 3_000 + b"]",
        ".github/workflows/a.yml": b" - uses: " + b"a/" * size,
    }


@pytest.mark.parametrize("path", long_lines())
def test_long_lines_cost_no_more_than_their_length(path):
    start = time.process_time()
    join_readings([read_manifest(path, long_lines()[path])])

    assert time.process_time() - start < 10
