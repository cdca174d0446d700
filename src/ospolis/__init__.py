"""Ospolis: the software that a government's Open Source Programme Office runs on."""

__version__ = "0.1.0"
