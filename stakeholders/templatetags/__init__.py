"""Template words of networks and response plans."""
