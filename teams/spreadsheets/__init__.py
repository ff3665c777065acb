"""Import and export of any model as rows of a file, with a preview."""
