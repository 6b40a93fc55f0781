"""Writing lists and tables to files: `exports` has the doors."""
