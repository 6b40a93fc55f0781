"""What is particular to forms that are Excel workbooks (`workbook` has the door)."""
