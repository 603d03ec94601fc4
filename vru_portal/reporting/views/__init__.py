"""What is read across all the apps, page by page."""
