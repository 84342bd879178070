"""The debates in a database: their tables, reading one as it stands, and every way to change one; all SQL is here."""
