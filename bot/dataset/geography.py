"""Distances on the globe."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

_EARTH_RADIUS_KM = 6371.0

Position = tuple[float, float]
"""Degrees north and degrees east, WGS 84."""


def distance_km(here: Position, there: Position) -> float:
    """Return the great-circle distance of two positions, in kilometres."""
    (south, west), (north, east) = here, there
    half_north = radians(north - south) / 2
    half_east = radians(east - west) / 2
    chord = sin(half_north) ** 2 + cos(radians(south)) * cos(radians(north)) * sin(half_east) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
