"""Servers on loopback that stand for what lies outside: real ones where one can be had."""
