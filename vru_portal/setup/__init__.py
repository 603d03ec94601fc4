"""What ``make`` runs: builds everything the portal needs in its own folder, step by step, and starts it.

Only Python's standard library: this is what installs everything else. Each step is skipped while nothing that it
was made from has changed, and can be interrupted and repeated.
"""
