"""npm, yarn and pnpm."""

from __future__ import annotations

from ospolis.engines.components.component import Hash
from ospolis.engines.components.manifests.opening import read_manifest

PACKAGE = """{
  "name": "@town/portal",
  "version": "1.2.0",
  "license": "EUPL-1.2",
  "workspaces": ["packages/*"],
  "dependencies": {
    "lodash": "^4.17.0",
    "exact": "=1.2.3",
    "alias": "npm:@real/name@~2.0.0",
    "folder": "file:../folder",
    "fork": "git+https://git.example/fork.git",
    "short": "owner/repo#main",
    "also": "1.0.0"
  },
  "optionalDependencies": {
    "also": "1.0.0"
  },
  "peerDependencies": {
    "react": ">=17",
    "maybe": "*"
  },
  "peerDependenciesMeta": {"maybe": {"optional": true}},
  "devDependencies": {
    "lodash": "^4.17.0",
    "odd": 5
  }
}
"""


def test_a_package_json_names_ranges_aliases_folders_and_addresses(named):
    assert named("package.json", PACKAGE) == [
        ("lodash", "^4.17.0", "runtime", "direct", 7),
        ("exact", "1.2.3", "runtime", "direct", 8),
        ("@real/name", "~2.0.0", "runtime", "direct", 9),
        ("folder", "file:../folder", "runtime", "direct", 10),
        ("fork", "git+https://git.example/fork.git", "runtime", "direct", 11),
        ("short", "owner/repo#main", "runtime", "direct", 12),
        ("also", "1.0.0", "optional", "direct", 16),
        ("react", ">=17", "runtime", "direct", 19),
        ("maybe", "*", "optional", "direct", 20),
        ("lodash", "^4.17.0", "development", "direct", 24),
        ("odd", "", "development", "direct", 25),
    ]


def test_a_package_json_declares_itself_with_its_licence_as_written():
    reading = read_manifest("package.json", PACKAGE.encode())

    (package,) = reading.packages
    assert (package.purl, package.licence, package.line) == (
        "pkg:npm/%40town/portal@1.2.0",
        "EUPL-1.2",
        4,
    )
    assert reading.context.workspaces == ("packages/*",)
    assert [item.source for item in reading.mentions[3:6]] == [
        "path:file:../folder",
        "git+https://git.example/fork.git",
        "owner/repo#main",
    ]
    assert [(item.code, item.line) for item in reading.diagnostics] == [("version", 25)]


def test_the_older_forms_of_a_licence_are_understood(named):
    def licence(stated: str) -> str:
        text = f'{{"name": "a", {stated}, "workspaces": {{"packages": ["x"]}}}}'
        return read_manifest("package.json", text.encode()).packages[0].licence

    assert licence('"license": {"type": "MIT", "url": "x"}') == "MIT"
    assert licence('"licenses": [{"type": "MIT"}, "ISC", 3]') == "MIT OR ISC"
    assert licence('"license": 7') == ""


LOCK = """{
  "name": "portal",
  "lockfileVersion": 3,
  "packages": {
    "": {
      "dependencies": {"a": "^1"},
      "devDependencies": {"d": "^1"}
    },
    "node_modules/a": {
      "version": "1.0.1",
      "integrity": "sha512-AAAA sha1-//8= md9-x sha256-%%",
      "license": "MIT",
      "dependencies": {"b": "^1", "lost": "^1"}
    },
    "node_modules/b": {
      "version": "1.1.0"
    },
    "node_modules/a/node_modules/b": {
      "version": "1.2.0",
      "optional": true,
      "peerDependencies": {"b": "^2"}
    },
    "node_modules/d": {
      "version": "1.3.0",
      "dev": true,
      "resolved": "git+ssh://git@git.example/d.git#1"
    },
    "node_modules/e": {
      "version": "1.4.0",
      "resolved": "file:e.tgz",
      "devOptional": true
    },
    "node_modules/pages": {"resolved": "packages/pages", "link": true},
    "packages/pages": {
      "version": "0.0.1",
      "dependencies": {"b": "^1"}
    },
    "packages/pages/node_modules/b": {
      "name": "other",
      "version": "2.0.0"
    }
  }
}
"""


def test_a_lock_of_version_3_gives_versions_licences_hashes_edges_and_roots():
    reading = read_manifest("package-lock.json", LOCK.encode())

    assert [(item.name, item.version, item.scope.value, item.line) for item in reading.mentions] == [
        ("a", "1.0.1", "runtime", 9),
        ("b", "1.1.0", "runtime", 15),
        ("b", "1.2.0", "optional", 18),
        ("d", "1.3.0", "development", 23),
        ("e", "1.4.0", "development", 28),
        ("other", "2.0.0", "runtime", 38),
    ]
    assert reading.mentions[0].licence == "MIT"
    assert reading.mentions[0].hashes == (Hash("SHA-512", "000000"), Hash("SHA-1", "ffff"))
    assert [item.source for item in reading.mentions[3:5]] == [
        "git+ssh://git@git.example/d.git#1",
        "path:file:e.tgz",
    ]
    # a needs the b inside it; that b wants "b" and finds itself, which is no edge; lost is not there
    assert reading.edges == ((0, 2),)
    assert [(root.mention, root.scope.value, root.module) for root in reading.roots] == [
        (0, "runtime", ""),
        (3, "development", ""),
        (5, "runtime", "packages/pages"),
    ]


def test_a_lock_of_version_1_is_a_tree():
    text = """{
  "lockfileVersion": 1,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "requires": {"b": "^1"},
      "dependencies": {
        "b": {
          "version": "1.5.0",
          "dev": true
        }
      }
    },
    "b": {
      "version": "git+https://git.example/b.git"
    }
  }
}"""
    reading = read_manifest("npm-shrinkwrap.json", text.encode())

    assert [(item.name, item.version, item.source, item.line) for item in reading.mentions] == [
        ("a", "1.0.0", "", 4),
        ("b", "1.5.0", "", 8),
        ("b", "", "git+https://git.example/b.git", 14),
    ]
    assert reading.edges == ((0, 1),)


YARN = """# yarn lockfile v1

"@scope/a@^1.0.0", "@scope/a@^1.1.0":
  version "1.1.0"
  resolved "https://registry.example/a.tgz"
  integrity sha512-AAAA
  dependencies:
    b "^2.0.0"
    "@scope/none" "^1"

b@^2.0.0:
  version "2.0.0"
  resolved "git+https://git.example/b.git#1"
  engines:
    node ">=6"

"alias@npm:real@^3.0.0":
  version "3.0.0"

"@odd/alias@npm:@real/two@^3.0.0":
  version "3.1.0"

broken:
"""


def test_a_yarn_lock_of_version_1_is_read_line_by_line():
    reading = read_manifest("yarn.lock", ("  stray\n" + YARN).encode())

    assert [(item.name, item.version, item.line, item.keys) for item in reading.mentions] == [
        ("@scope/a", "1.1.0", 4, ("@scope/a@^1.0.0", "@scope/a@^1.1.0")),
        ("b", "2.0.0", 12, ("b@^2.0.0",)),
        ("real", "3.0.0", 18, ("alias@npm:real@^3.0.0",)),
        ("@real/two", "3.1.0", 21, ("@odd/alias@npm:@real/two@^3.0.0",)),
    ]
    assert reading.edges == ((0, 1),)
    assert reading.mentions[0].hashes == (Hash("SHA-512", "000000"),)
    assert reading.mentions[1].source == "git+https://git.example/b.git#1"


BERRY = """__metadata:
  version: 8

"a@npm:^1.0.0, a@npm:^1.1.0":
  version: 1.1.0
  resolution: "a@npm:1.1.0"
  dependencies:
    b: "npm:^2.0.0"
  checksum: 10c0/00
  linkType: hard

"b@npm:^2.0.0":
  version: 2.0.0
  resolution: "b@npm:2.0.0"

"portal@workspace:.":
  version: 0.0.0-use.local
  resolution: "portal@workspace:."
  dependencies:
    a: "npm:^1.1.0"
  linkType: soft

"pages@workspace:packages/pages":
  version: 0.0.0-use.local
  resolution: "pages@workspace:packages/pages"
  dependencies:
    b: "npm:^2.0.0"
"""


def test_a_later_yarn_lock_knows_its_workspaces():
    reading = read_manifest("yarn.lock", BERRY.encode())

    assert [(item.name, item.version, item.line) for item in reading.mentions] == [
        ("a", "1.1.0", 4),
        ("b", "2.0.0", 12),
    ]
    assert reading.edges == ((0, 1),)
    assert [(root.mention, root.module) for root in reading.roots] == [(0, ""), (1, "packages/pages")]


PNPM9 = """lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0)
      pages:
        specifier: workspace:*
        version: link:packages/pages
  packages/pages:
    devDependencies:
      alias:
        specifier: npm:@real/name@^3
        version: '@real/name@3.0.0'
packages:
  a@1.0.0:
    resolution: {integrity: sha512-AAAA}
  b@2.0.0:
    resolution: {integrity: sha512-AAAA}
  '@real/name@3.0.0':
    resolution: {integrity: sha512-AAAA}
  fork@https://codeload.example/fork/tar.gz/1:
    resolution: {tarball: https://codeload.example/fork/tar.gz/1}
    version: 4.0.0
snapshots:
  a@1.0.0(b@2.0.0):
    dependencies:
      b: 2.0.0
    optionalDependencies:
      lost: 1.0.0
"""


def test_ranges_that_were_overridden_still_find_their_version():
    text = """a@^1:
  version "1.0.0"
  dependencies:
    only "^1"
    two "^2.1"
    two "latest"
    three "^3"
only@2.0.0:
  version "2.0.0"
two@2.5.0:
  version "2.5.0"
two@3.5.0:
  version "3.5.0"
"""
    reading = read_manifest("yarn.lock", text.encode())

    assert reading.edges == ((0, 1), (0, 2))


def test_a_pnpm_lock_of_version_9_joins_packages_and_snapshots():
    reading = read_manifest("pnpm-lock.yaml", PNPM9.encode())

    assert [(item.name, item.version, item.source, item.line) for item in reading.mentions] == [
        ("a", "1.0.0", "", 17),
        ("b", "2.0.0", "", 19),
        ("@real/name", "3.0.0", "", 21),
        ("fork", "4.0.0", "https://codeload.example/fork/tar.gz/1", 23),
    ]
    assert reading.edges == ((0, 1),)
    assert [(root.mention, root.scope.value, root.module) for root in reading.roots] == [
        (0, "runtime", ""),
        (2, "development", "packages/pages"),
    ]


def test_a_pnpm_lock_of_version_6_says_what_is_for_development():
    text = """lockfileVersion: '6.0'
dependencies:
  a:
    specifier: ^1.0.0
    version: 1.0.0
packages:
  /a@1.0.0:
    resolution: {integrity: sha512-AAAA}
    dev: false
  /a@1.0.0(x@1.0.0):
    dev: false
  /@s/b@2.0.0:
    dev: true
  /c@3.0.0:
    dev: false
    optional: true
"""
    reading = read_manifest("pnpm-lock.yaml", text.encode())

    assert [(item.name, item.version, item.scope.value) for item in reading.mentions] == [
        ("a", "1.0.0", "runtime"),
        ("@s/b", "2.0.0", "development"),
        ("c", "3.0.0", "optional"),
    ]
    assert [root.mention for root in reading.roots] == [0]


def test_a_pnpm_lock_of_version_5_separates_by_slashes():
    text = """lockfileVersion: 5.4
specifiers: {a: ^1.0.0}
dependencies:
  a: 1.0.0_@s+b@2.0.0
  alias: /@s/b/2.0.0
packages:
  /a/1.0.0_@s+b@2.0.0:
    dependencies:
      '@s/b': 2.0.0
  /@s/b/2.0.0: {}
  /with_line/1.0.0_x/y: {}
  github.com/o/r/abc:
    name: r
    version: 1.0.0
"""
    reading = read_manifest("pnpm-lock.yaml", text.encode())

    assert [(item.name, item.version, item.source) for item in reading.mentions] == [
        ("a", "1.0.0", ""),
        ("@s/b", "2.0.0", ""),
        ("with_line", "1.0.0", ""),
        ("r", "1.0.0", "github.com/o/r/abc"),
    ]
    assert reading.edges == ((0, 1),)
    assert [root.mention for root in reading.roots] == [0, 1]


def test_a_pnpm_lock_of_the_wrong_shape_names_nothing(named):
    assert named("pnpm-lock.yaml", "- 1\n") == []
    assert named("pnpm-lock.yaml", "packages: [a]\nimporters: {a: 1}\n") == []
