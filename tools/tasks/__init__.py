"""What the Makefile does, one file for one concern; standard library only.

door.py         names of the tasks and their arguments
places.py       where things lie in a checkout
calling.py      running other programs
stamps.py       doing a step again only when its inputs have changed
environment.py  uv, .venv and the locked packages
interpreters.py which Python .venv is made of
machine.py      what the system must bring: the browser and the database server
postgres.py     a temporary PostgreSQL for tests
preparing.py    translations, database, sample country, static files
serving.py      make run
legs.py         one call of pytest with a folder of its own, and lanes of such calls
testing.py      make test, make journeys, make faults
coverage.py     the ratchet: coverage never falls
checking.py     make check
licences.py     licences of what we depend on
locking.py      make lock
documents.py    make docs
measuring.py    make bench
"""
