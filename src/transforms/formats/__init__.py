"""One module per raw format: bytes to records. No open()."""
