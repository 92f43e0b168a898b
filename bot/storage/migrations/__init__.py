"""Steps between the formats of the database, by Alembic."""
