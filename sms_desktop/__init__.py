"""SMS Desktop: the student management system that a school office runs on its own computer."""

__version__ = "0.1.0"
