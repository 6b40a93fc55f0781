"""The window: all the Qt of the program, over services that know nothing of it."""
