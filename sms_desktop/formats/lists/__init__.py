"""Lists of ours as files: CSV, JSON, XLSX and tables to be filled in by hand (as PDF: `paper.lists`)."""
