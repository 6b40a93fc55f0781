"""`smsctl`: what the window does, by command; one file a group of commands."""
