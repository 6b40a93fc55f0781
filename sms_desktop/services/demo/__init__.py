"""A made-up, believable school: for looking at the program, for trying things, and for measuring."""

from sms_desktop.services.demo.filling import MOST_STUDENTS, fill, task

__all__ = ["MOST_STUDENTS", "fill", "task"]
