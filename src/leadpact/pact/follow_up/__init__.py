"""What a pact says of following up: calendars and routing. The sections as written and compiled."""
