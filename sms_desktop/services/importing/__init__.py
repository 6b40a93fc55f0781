"""Bringing files in: `imports` has the doors; a module for each kind of rows, `fields` for what kinds there are."""
