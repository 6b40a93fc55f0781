"""What every part uses and the rules of the school as pure functions: no Qt, no SQL."""
