"""Layout of maps: layers, swimlanes and edge routes, from names and sizes alone; and the Graphviz processes."""
