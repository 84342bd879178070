"""Forms that change a debate: showing them, reading what was typed, saving, and asking where two changes meet."""
