"""Building the place data from build-time packages; nothing here runs when questions are answered."""
