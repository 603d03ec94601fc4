"""Organisations, contacts and memberships from a spreadsheet: all of it as previewed, or nothing."""
