"""Files in and out: they know nothing about our database."""
