"""The one script behind the Makefile; it needs nothing but Python 3.11, so a machine without make can run it.

python3 tools/ospolis_tasks.py run|test|check|journeys|faults|bench|docs|lock|deep [arguments]
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the file that an older Python meets first
    sys.exit("Ospolis needs Python 3.11 or newer: install it, then call make with PYTHON=python3.11")

from tasks.door import main  # after the version check: an older Python must reach its message

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
