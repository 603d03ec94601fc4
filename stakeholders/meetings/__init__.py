"""Meetings: when they are, who came, what was agreed, and the calendars that show them."""
