"""What `checking` looks for, one module a part of the data; each check yields the problems it finds."""
