"""Contacts: who may be chosen, the form, what is held about one, and erasing without a trace."""
