"""Figures over HTTP: maps, charts, their files, and the controls that choose what they show."""
