"""The figures of the design's speed table, measured: `python3 dev.py bench [--quick] [--only WORD]`."""
