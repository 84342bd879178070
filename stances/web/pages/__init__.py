"""The pages of a debate: overview, disputes, evidence, people, comparisons, history and access."""
