"""Lists of the desk: their addresses, filters and search."""
