"""Tests never leave the machine: in force for every test (tests/conftest.py)."""

from __future__ import annotations

import socket

import pytest

from house.loopback import FarConnection, is_near


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_a_far_address_is_refused_in_every_test(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as far, pytest.raises(FarConnection):
        far.connect((address, 80))


def test_a_far_name_is_refused_in_every_test():
    with pytest.raises(FarConnection):
        socket.getaddrinfo("registry.example.org", 443)


def test_loopback_is_near():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize(("host", "near"), [("localhost", True), ("::1", True), (None, True), ("10.0.0.1", False)])
def test_what_is_near(host, near):
    assert is_near(host) is near
