"""Organisations: their list, their form and what their page shows."""
