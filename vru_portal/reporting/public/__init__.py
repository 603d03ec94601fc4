"""The public site: pages that anybody may read and any cache may keep."""
