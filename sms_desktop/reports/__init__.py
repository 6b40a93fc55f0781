"""The school's papers: one document a file, built from what the services say, written by `formats.paper`."""
