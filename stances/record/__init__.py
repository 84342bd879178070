"""What a debate says, as frozen values, and what follows from these alone: references, commitments, wording, merge, diff."""
