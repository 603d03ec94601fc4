"""How an area is getting on: figures, charts and words for a period."""
