"""The Asterisk Manager Interface."""
