"""The pages that are read: a debate, its disputes, evidence, people, comparisons, history and access."""
