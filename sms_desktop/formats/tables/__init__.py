"""Foreign tables: files and pasted text of any kind as clean rows (`reading` has the doors)."""
