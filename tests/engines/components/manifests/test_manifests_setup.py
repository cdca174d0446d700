"""setup.cfg, setup.py and the names of requirements files."""

from __future__ import annotations

import pytest

from ospolis.engines.components.manifests.opening import read_manifest


def test_a_setup_cfg_declares_and_requires(named):
    text = """[metadata]
name = portal
version = attr: portal.__version__
license = MIT
[options]
install_requires =
    Django>=5
    # a comment
    requests  # why
    file: other.txt
tests_require = pytest
[options.extras_require]
pdf = reportlab
test = tox
docs = sphinx
"""
    assert named("setup.cfg", text) == [
        ("Django", ">=5", "runtime", "direct", 7),
        ("requests", "", "runtime", "direct", 9),
        ("pytest", "", "test", "direct", 0),
        ("reportlab", "", "optional", "direct", 0),
        ("tox", "", "test", "direct", 0),
        ("sphinx", "", "development", "direct", 0),
    ]
    (package,) = read_manifest("setup.cfg", text.encode()).packages
    assert (package.name, package.version, package.licence, package.line) == ("portal", "", "MIT", 4)


def test_a_setup_cfg_without_packages_or_in_another_form(named, remarks):
    assert named("setup.cfg", "[metadata]\nname = x\n[options]\ninstall_requires = !\n") == []
    assert remarks("setup.cfg", "[options]\ninstall_requires = !\n") == [("requirement", 0)]
    assert remarks("setup.cfg", "no section\n") == [("syntax", 0)]


def test_a_setup_py_is_recognised_by_pattern_and_marked_partial():
    text = """from setuptools import setup
setup(
    name="portal",
    version='1.0',
    classifiers=["License :: OSI Approved :: Apache Software License"],
    install_requires=[
        "Django>=5",  # with a "quoted" word
        'requests[socks]' "; python_version > '3'",
    ],
    tests_require=("pytest"),
    setup_requires=["wheel", ["nested"]],
    extras_require={"pdf": ["reportlab"], 'dev': ['ruff', 'black']},
)
install_requires = [
"""
    reading = read_manifest("setup.py", text.encode())

    assert reading.partial
    assert [(item.name, item.version_range, item.scope.value, item.line) for item in reading.mentions] == [
        ("Django", ">=5", "runtime", 7),
        ("requests", "", "runtime", 8),
        ("pytest", "", "test", 10),
        ("wheel", "", "build", 11),
        ("nested", "", "build", 11),
        ("reportlab", "", "optional", 12),
        ("ruff", "", "development", 12),
        ("black", "", "development", 12),
    ]
    assert [(item.name, item.licence) for item in reading.packages] == [("portal", "Apache Software License")]


@pytest.mark.parametrize("path", ["requirements.txt", "requirements/production.in", "dev-requirements.txt"])
def test_names_of_requirements_files_vary(path, named):
    assert named(path, "a==1\n") == [("a", "1", "unknown", "direct", 1)]
