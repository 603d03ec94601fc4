"""Keeping and reading the catalogue and the interventions: their forms, filters, lists and exports."""
