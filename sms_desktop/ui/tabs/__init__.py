"""The screens of the main window, one file or folder each."""
