"""Uploaded sheets, CSV or XLSX, read as rows of cells. What the cells mean, the apps know."""
