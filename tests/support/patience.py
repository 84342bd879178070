"""How long a test waits for what must come. Only a test that fails waits so long: what passes goes on at once."""

PATIENCE = 60.0
"""Seconds: far more than the slowest machine needs, so that a test fails for what is broken and never for what is slow."""
