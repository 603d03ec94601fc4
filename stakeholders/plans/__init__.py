"""Community response plans: what is ready, what is missing, how they are kept up to date."""
