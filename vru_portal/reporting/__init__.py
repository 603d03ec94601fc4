"""Reads all the apps: what works, where, and for how many."""
