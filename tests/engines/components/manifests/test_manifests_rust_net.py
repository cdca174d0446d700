"""Rust, NuGet, Swift, Dart and Elixir."""

from __future__ import annotations

from ospolis.engines.components.manifests.opening import read_manifest

DIGEST = "ab" * 32


CARGO_TOP = """[workspace]
members = ["crates/*"]
[workspace.package]
version = "0.3.0"
license = "MIT OR Apache-2.0"
[workspace.dependencies]
serde = { version = "1.0", features = ["derive"] }
"bad name" = "1"
"""

CARGO = """[package]
name = "town-core"
version.workspace = true
license.workspace = true
[dependencies]
serde = { workspace = true }
absent = { workspace = true }
rand = "0.8"
exact = "=1.2.3"
renamed = { package = "real-name", version = "2" }
near = { path = "../near" }
fork = { git = "https://git.example/fork.git" }
maybe = { version = "1", optional = true }
"bad name" = "1"
[dev-dependencies]
tests = "1"
[build-dependencies]
cc = "1"
[target.'cfg(unix)'.dependencies]
libc = "0.2"
"""

CARGO_LOCK = f"""version = 3
[[package]]
name = "town-core"
version = "0.3.0"
dependencies = ["serde", "rand 0.8.5", "tests"]

[[package]]
name = "serde"
version = "1.0.200"
source = "registry+https://index.example"
checksum = "{DIGEST}"
dependencies = ["rand 0.7.0 (registry+https://index.example)"]

[[package]]
name = "rand"
version = "0.7.0"
source = "registry+https://index.example"

[[package]]
name = "rand"
version = "0.8.5"
source = "registry+https://index.example"

[[package]]
name = "tests"
version = "1.1.0"
source = "git+https://git.example/tests.git"
"""


def test_a_cargo_workspace_shares_versions(components):
    files = {"Cargo.toml": CARGO_TOP, "crates/core/Cargo.toml": CARGO}

    assert components(files) == [
        ("pkg:cargo/absent", "", "runtime", "direct"),
        ("pkg:cargo/cc", "1", "build", "direct"),
        ("pkg:cargo/exact@1.2.3", "", "runtime", "direct"),
        ("pkg:cargo/fork", "", "runtime", "direct"),
        ("pkg:cargo/libc", "0.2", "runtime", "direct"),
        ("pkg:cargo/maybe", "1", "optional", "direct"),
        ("pkg:cargo/rand", "0.8", "runtime", "direct"),
        ("pkg:cargo/real-name", "2", "runtime", "direct"),
        ("pkg:cargo/serde", "1.0", "runtime", "direct"),
        ("pkg:cargo/tests", "1", "development", "direct"),
    ]


def test_a_cargo_lock_settles_the_members_of_its_workspace(components):
    files = {"Cargo.toml": CARGO_TOP, "crates/core/Cargo.toml": CARGO, "Cargo.lock": CARGO_LOCK}

    found = [row for row in components(files) if "@" in row[0]]
    assert found == [
        ("pkg:cargo/exact@1.2.3", "", "runtime", "direct"),
        ("pkg:cargo/rand@0.7.0", "", "runtime", "transitive"),
        ("pkg:cargo/rand@0.8.5", "", "runtime", "direct"),
        ("pkg:cargo/serde@1.0.200", "", "runtime", "direct"),
        ("pkg:cargo/tests@1.1.0", "", "development", "direct"),
    ]


def test_a_cargo_package_may_take_its_licence_from_the_same_file():
    text = '[package]\nname = "a"\nlicense.workspace = true\n[workspace.package]\nlicense = "MIT"\n'

    assert read_manifest("Cargo.toml", text.encode()).packages[0].licence == "MIT"


def test_a_cargo_lock_in_one_line_has_no_line_numbers(named):
    assert named("Cargo.lock", 'package = [{name = "a", version = "1", source = "registry+x"}]') == [
        ("a", "1", "unknown", "unknown", 0)
    ]


def test_nuget_projects_take_versions_from_above(components):
    files = {
        "Directory.Packages.props": """<Project>
  <PropertyGroup><Json>13.0.3</Json></PropertyGroup>
  <ItemGroup>
    <PackageVersion Include="Newtonsoft.Json" Version="$(Json)" />
    <PackageVersion Include="Serilog" Version="[3.0,4.0)" />
    <PackageVersion Include="" Version="1.0.0" />
    <GlobalPackageReference Include="Analyzer" Version="1.0.0" />
  </ItemGroup></Project>""",
        "Directory.Build.props": "<Project><PropertyGroup><Above>2.0.0</Above></PropertyGroup></Project>",
        "src/app.csproj": """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><PackageId>Town</PackageId><Version>1.0.0</Version>
    <PackageLicenseExpression>MIT</PackageLicenseExpression></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" />
    <PackageReference Include="Serilog" />
    <PackageReference Include="Own" Version="[1.2.3]" PrivateAssets="all" />
    <PackageReference Include="Child"><Version>4.*</Version></PackageReference>
    <PackageReference Include="Above" Version="$(Above)" />
    <PackageReference Include="Lost" Version="$(Nobody)" />
    <PackageReference />
  </ItemGroup></Project>""",
    }

    assert components(files) == [
        ("pkg:nuget/Above@2.0.0", "", "runtime", "direct"),
        ("pkg:nuget/Analyzer@1.0.0", "", "runtime", "direct"),
        ("pkg:nuget/Child", "4.*", "runtime", "direct"),
        ("pkg:nuget/Lost", "$(Nobody)", "runtime", "direct"),
        ("pkg:nuget/Newtonsoft.Json@13.0.3", "", "runtime", "direct"),
        ("pkg:nuget/Own@1.2.3", "", "development", "direct"),
        ("pkg:nuget/Serilog", "[3.0,4.0)", "runtime", "direct"),
    ]


def test_an_older_packages_config_lists_all(named):
    text = """<?xml version="1.0"?>
<packages>
  <package id="A" version="1.0.0" />
  <package id="B" version="2.0.0" developmentDependency="true" />
</packages>"""
    assert named("packages.config", text) == [
        ("A", "1.0.0", "runtime", "unknown", 3),
        ("B", "2.0.0", "development", "unknown", 4),
    ]


def test_nuget_locks_and_assets_say_what_is_direct(components):
    project = '<Project><ItemGroup><PackageReference Include="A" Version="1.*" /></ItemGroup></Project>'
    lock = """{"dependencies": {
  "net8.0": {
    "A": {"type": "Direct", "resolved": "1.5.0", "contentHash": "AAAA", "dependencies": {"B": "2"}},
    "B": {"type": "Transitive", "resolved": "2.0.0"},
    "own": {"type": "Project", "dependencies": {"A": "1"}},
    "C": {"resolved": "3.0.0"}
  }}}"""
    assets = """{"targets": {"net8.0": {"A/1.5.0": {"dependencies": {"B": "2"}}}},
"libraries": {
  "A/1.5.0": {"type": "package", "sha512": "AAAA"},
  "B/2.0.0": {"type": "package"},
  "own/1.0.0": {"type": "project"}
},
"project": {"frameworks": {"net8.0": {"dependencies": {"A": {}}}}}}"""
    expected = [
        ("pkg:nuget/A@1.5.0", "", "runtime", "direct"),
        ("pkg:nuget/B@2.0.0", "", "runtime", "transitive"),
    ]

    assert components({"app.csproj": project, "packages.lock.json": lock}) == [
        *expected,
        ("pkg:nuget/C@3.0.0", "", "unknown", "transitive"),
    ]
    assert components({"app.csproj": project, "obj/project.assets.json": assets}) == expected


def test_swift_packages_are_known_by_their_address(named):
    text = """{
  "pins": [
    {
      "identity": "swift-nio",
      "location": "https://github.com/apple/swift-nio.git",
      "state": {"version": "2.60.0"}
    },
    {"identity": "odd", "location": "odd", "state": {"revision": "abc"}}
  ],
  "version": 2
}"""
    assert named("Package.resolved", text) == [
        ("github.com/apple/swift-nio", "2.60.0", "runtime", "unknown", 5),
        ("odd", "abc", "runtime", "unknown", 0),
    ]
    older = '{"object": {"pins": [{"package": "Odd", "repositoryURL": "git@host.example:o/r", "state": {}}]}}'
    assert named("Package.resolved", older) == [("host.example/o/r", "", "runtime", "unknown", 0)]


PUBSPEC_MANIFEST = """name: town
version: 1.0.0
dependencies:
  flutter: {sdk: flutter}
  http: ^1.0.0
  near: {path: ../near}
  fork: {git: {url: 'https://git.example/fork.git'}}
  exact: 1.2.3
  hosted: {hosted: x, version: ^2.0.0}
dev_dependencies:
  test: any
"""

PUBSPEC_LOCK = f"""packages:
  http:
    dependency: "direct main"
    description: {{name: http, sha256: "{DIGEST}"}}
    source: hosted
    version: "1.2.0"
  test:
    dependency: "direct dev"
    source: hosted
    version: "1.25.0"
  meta:
    dependency: transitive
    source: hosted
    version: "1.15.0"
  near:
    dependency: "direct main"
    description: {{path: ../near}}
    source: path
    version: "0.1.0"
  fork:
    dependency: "direct main"
    description: {{url: 'https://git.example/fork.git'}}
    source: git
    version: "0.2.0"
  flutter:
    dependency: "direct main"
    source: sdk
    version: "0.0.0"
"""


def test_dart_files_join_by_name(components):
    assert components({"pubspec.yaml": PUBSPEC_MANIFEST, "pubspec.lock": PUBSPEC_LOCK}) == [
        ("pkg:pub/exact@1.2.3", "", "runtime", "direct"),
        ("pkg:pub/fork@0.2.0", "", "runtime", "direct"),
        ("pkg:pub/hosted", "^2.0.0", "runtime", "direct"),
        ("pkg:pub/http@1.2.0", "", "runtime", "direct"),
        ("pkg:pub/meta@1.15.0", "", "unknown", "transitive"),
        ("pkg:pub/test@1.25.0", "", "development", "direct"),
    ]
    assert read_manifest("pubspec.yaml", b"- x\n").packages == ()


def test_a_mix_lock_is_recognised_by_pattern(named):
    text = f"""%{{
  "jason": {{:hex, :jason, "1.4.1", "{DIGEST}", [:mix], [], "hexpm", "x"}},
  "fork": {{:git, "https://git.example/fork.git", "abcdef1", []}},
}}"""
    assert named("mix.lock", text) == [
        ("jason", "1.4.1", "unknown", "unknown", 2),
        ("fork", "", "unknown", "unknown", 3),
    ]
