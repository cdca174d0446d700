"""How the work of a run gets done: the worker's loop, and the executors that start workers."""
