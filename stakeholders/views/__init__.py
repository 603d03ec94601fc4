"""The screens of organisations, contacts, networks, meetings and critical incidents."""
