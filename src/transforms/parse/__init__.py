"""Captured bytes -> labelled blocks, article fields, date candidates and listings."""
