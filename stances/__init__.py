"""Who held what, when, on what evidence, in answer to whom: a debate's record, maps and grids."""

__version__ = "0.1.0"
