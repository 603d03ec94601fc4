"""Joining a network from its public page: what the page says, what is sent from it, and what becomes of that."""
