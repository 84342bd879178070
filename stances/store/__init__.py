"""Debates in a database: the tables, reading a debate, and every way to change one. All SQL is here."""
