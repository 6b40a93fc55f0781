"""Documents on paper: what they are made of (`model`), and how they become PDF."""
