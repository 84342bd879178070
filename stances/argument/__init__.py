"""The argument graph of a debate, and what is asked of it: filters, collapsing, presence as of a day, outline, comparison."""
