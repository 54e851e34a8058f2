"""``telco`` on the command line."""
