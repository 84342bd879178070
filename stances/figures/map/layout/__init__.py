"""Places for boxes and routes for edges: names and sizes in, coordinates out; nothing here knows a debate."""
