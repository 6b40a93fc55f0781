"""What files of others are held to before and while they are parsed: limits, a guard, a capped helper process."""
