"""Figures over HTTP: maps and charts, their files, and their controls."""
