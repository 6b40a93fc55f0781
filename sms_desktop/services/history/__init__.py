"""The change log read: who did what, what happened to a row, undo and redo, putting values back."""
