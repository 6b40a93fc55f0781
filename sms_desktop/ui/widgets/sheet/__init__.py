"""A spreadsheet: typed, pasted and walked through as in Excel; what its cells mean is its model's business."""
