"""Maps of authorities and localities: by their outlines, or schematic."""
