"""Dockerfiles, workflows and charts."""

from __future__ import annotations

from ospolis.engines.components.manifests.opening import read_manifest

DIGEST = "sha256:" + "ab" * 32


def test_the_last_image_of_a_dockerfile_runs_and_the_others_build(components):
    text = f"""ARG NODE=20
FROM --platform=linux/amd64 node:${{NODE}}-alpine AS Build
FROM golang:${{GO:-1.22}}
FROM build
FROM scratch
FROM registry.example:5000/team/app@{DIGEST}
FROM library/debian:12
FROM $OPEN
FROM docker.io/library/nginx:1.27
"""
    assert components({"Dockerfile": text}) == [
        ("pkg:docker/debian@12", "", "build", "direct"),
        ("pkg:docker/golang@1.22", "", "build", "direct"),
        ("pkg:docker/nginx@1.27", "", "runtime", "direct"),
        ("pkg:docker/node@20-alpine", "", "build", "direct"),
        (
            f"pkg:docker/team/app@{DIGEST}?repository_url=registry.example:5000",
            "",
            "build",
            "direct",
        ),
    ]
    reading = read_manifest("Dockerfile", text.encode())
    assert [(item.code, item.line) for item in reading.diagnostics] == [("open-image", 8)]


def test_a_workflow_names_actions_and_images(named):
    text = """jobs:
  a:
    steps:
      - uses: actions/Checkout@v4
      - name: x
        uses: "owner/repo/path/to@0123abc" # v1
      - uses: ./local
      - uses: docker://alpine:3.20
"""
    assert named(".github/workflows/ci.yml", text) == [
        ("actions/Checkout", "v4", "build", "direct", 4),
        ("owner/repo", "0123abc", "build", "direct", 6),
        ("alpine", "3.20", "build", "direct", 8),
    ]


def test_a_chart_names_charts(named):
    text = """name: town
version: 1.0.0
dependencies:
  - name: postgresql
    version: 15.2.0
    repository: https://charts.example
  - name: redis
    version: ~18
    repository: file://../redis
"""
    assert named("Chart.yaml", text) == [
        ("postgresql", "15.2.0", "runtime", "direct", 4),
        ("redis", "~18", "runtime", "direct", 7),
    ]
    assert read_manifest("Chart.yaml", text.encode()).mentions[1].source == "path:file://../redis"
