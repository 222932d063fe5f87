"""Dates as they are printed, in bylines and datelines, and the choice among candidates."""
