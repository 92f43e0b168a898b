"""Bringing a member list into the data set: read, matched row by row, reviewed by a person, then written.

A list is what an operator copies from UNESCO's page. Nothing is guessed into the data: a row that could mean two
things stays out until the operator has decided it.
"""
