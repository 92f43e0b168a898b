"""One module a step; those that were released are never changed."""
