"""What manifests and lock files of npm, yarn and pnpm say together."""

from __future__ import annotations

PACKAGE = '{"name": "portal", "dependencies": {"a": "^1.0.0"}}'
LOCK = """{"packages": {
"node_modules/a": {
  "version": "1.0.1",
  "license": "MIT"
}}}"""
PNPM9 = """lockfileVersion: '9.0'
importers:
  packages/pages:
    dependencies:
      b:
        specifier: 2.0.0
        version: 2.0.0
packages:
  b@2.0.0:
    resolution: {integrity: sha512-AAAA}
"""


def test_versions_and_scopes_of_a_workspace_come_from_lock_and_manifests(components):
    files = {
        "package.json": '{"name": "portal", "workspaces": ["packages/*"], "devDependencies": {"b": "^2.0.0"}}',
        "packages/pages/package.json": '{"name": "pages", "dependencies": {"a": "^1.0.0", "portal": "*"}}',
        "outside/package.json": '{"dependencies": {"a": "^1.0.0"}}',
        "yarn.lock": 'a@^1.0.0:\n  version "1.0.1"\n  dependencies:\n    c "^3"\n'
        'b@^2.0.0:\n  version "2.0.0"\n  dependencies:\n    c "^3"\n'
        'c@^3:\n  version "3.0.0"\nd@^4:\n  version "4.0.0"\n',
    }

    assert components(files) == [
        ("pkg:npm/a", "^1.0.0", "runtime", "direct"),
        ("pkg:npm/a@1.0.1", "", "runtime", "direct"),
        ("pkg:npm/b@2.0.0", "", "development", "direct"),
        ("pkg:npm/c@3.0.0", "", "runtime", "transitive"),
        ("pkg:npm/d@4.0.0", "", "unknown", "transitive"),
    ]


def test_a_component_keeps_every_place_that_names_it(joined):
    answer = joined({"package.json": PACKAGE, "sub/package-lock.json": LOCK, "package-lock.json": LOCK})

    a = next(item for item in answer.components if item.purl == "pkg:npm/a@1.0.1")
    assert [(place.path, place.line) for place in a.evidence] == [
        ("package-lock.json", 2),
        ("package.json", 0),
        ("sub/package-lock.json", 2),
    ]
    assert a.declared.given == ("MIT",)
    assert a.ref == "pkg:npm/a@1.0.1#runtime"


def test_pnpm_workspaces_are_settled_by_the_lock_of_the_top(components):
    files = {
        "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n",
        "packages/pages/package.json": '{"dependencies": {"b": "2.0.0", "x": "1.0.0"}}',
        "pnpm-lock.yaml": PNPM9,
    }

    assert [row for row in components(files) if "/b@" in row[0] or "/x@" in row[0]] == [
        ("pkg:npm/b@2.0.0", "", "runtime", "direct"),
        ("pkg:npm/x@1.0.0", "", "runtime", "direct"),
    ]


def test_a_package_of_the_repository_that_a_lock_names_too_is_no_component(joined):
    lock = """{"packages": {
"node_modules/own": {"version": "1.0.0", "dependencies": {"a": "^1"}},
"node_modules/a": {"version": "1.0.0"},
"node_modules/git": {"version": "2.0.0", "resolved": "git+https://git.example/x.git"}
}}"""
    answer = joined({"package.json": '{"name": "own", "version": "1.0.0"}', "package-lock.json": lock})

    assert [(item.purl, item.extra) for item in answer.components] == [
        ("pkg:npm/a@1.0.0", ()),
        ("pkg:npm/git@2.0.0", (("source", "git+https://git.example/x.git"),)),
    ]
    assert answer.edges == ()


def test_several_ranges_of_one_package_are_all_kept(joined):
    answer = joined(
        {
            "a/package.json": '{"dependencies": {"x": "^1"}}',
            "b/package.json": '{"dependencies": {"x": "^2"}}',
        }
    )

    (x,) = answer.components
    assert (x.purl, x.version_range, x.extra) == ("pkg:npm/x", "^1", (("ranges", ["^1", "^2"]),))
    assert [(path, item.code) for path, item in answer.diagnostics] == [("a/package.json", "no-lock")]


def test_members_of_a_dart_workspace_are_settled_by_the_lock_of_the_top(components):
    files = {
        "pubspec.yaml": "name: top\nworkspace:\n  - app/\n  - pkg/web\n",
        "app/pubspec.yaml": "name: app\nresolution: workspace\ndependencies:\n  args: ^2.0.0\n  web: any\n",
        "pkg/web/pubspec.yaml": "name: web\nresolution: workspace\ndev_dependencies:\n  test: ^1.0.0\n",
        "pkg/alone/pubspec.yaml": "name: alone\ndependencies:\n  args: ^1.0.0\n",
        "pubspec.lock": "packages:\n"
        "  args:\n    dependency: transitive\n    source: hosted\n    version: '2.7.0'\n"
        "  test:\n    dependency: \"direct dev\"\n    source: hosted\n    version: '1.26.0'\n",
    }

    assert components(files) == [
        ("pkg:pub/args", "^1.0.0", "runtime", "direct"),
        ("pkg:pub/args@2.7.0", "", "runtime", "direct"),
        ("pkg:pub/test@1.26.0", "", "development", "direct"),
    ]
