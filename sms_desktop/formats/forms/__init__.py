"""Word and Excel forms of others, filled at their fields (`filling` has the doors)."""
