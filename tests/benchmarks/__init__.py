"""How fast it is, as ratios to bare baselines that are measured in the same run: `python -m tests.benchmarks`.

Ratios, because what a machine does in a millisecond says little about another; and never a test, because a busy machine
must not fail one. Each module is one subject with a function `lines()`, which measures it and gives the lines of the table.
"""
