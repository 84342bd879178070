"""Forms that change a debate: show them, read what was typed, save it, and ask where two changes conflict."""
