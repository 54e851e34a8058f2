"""What all protocols share: requests, events, connections, reconnection. Knows no protocol."""
