"""What is particular to forms that are Word documents (`document` has the door)."""
