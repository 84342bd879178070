"""The use cases: reading a debate as it stands, and every way to change one."""
