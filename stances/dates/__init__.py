"""Uncertain dates: how they are written and read, which days they allow, and what order they give."""
