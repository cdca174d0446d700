# Each target is one line over a script that needs nothing but Python 3.11; ARGS go to it as they are.
PYTHON ?= python3
TASKS = $(PYTHON) tools/ospolis_tasks.py

.PHONY: run test check journeys faults bench docs lock deep
run: ; @$(TASKS) run $(ARGS)
test: ; @$(TASKS) test $(ARGS)
check: ; @$(TASKS) check $(ARGS)
journeys: ; @$(TASKS) journeys $(ARGS)
faults: ; @$(TASKS) faults $(ARGS)
bench: ; @$(TASKS) bench $(ARGS)
docs: ; @$(TASKS) docs $(ARGS)
lock: ; @$(TASKS) lock $(ARGS)
deep: ; @$(TASKS) deep $(ARGS)
