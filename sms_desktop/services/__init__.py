"""What the program can do, one noun a file: plain functions, a session first, that check, change and never commit."""
