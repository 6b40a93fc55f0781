"""Backups, restoring them, the keys, and checks that nothing is damaged."""
