"""File access for an Iceberg table that is written beside its place. Its metadata name whole paths,
which have to be those that the files will have.
"""

from __future__ import annotations

from pyiceberg.io import InputFile, OutputFile
from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO

from tearsheet.export.lakes import BESIDE, FINAL


class FilesBeside(PyArrowFileIO):
    """Files that are called by their final place and lie beside it."""

    def new_input(self, location: str) -> PyArrowFile:
        """The file as it lies, called by its final place."""
        return self._file(location)

    def new_output(self, location: str) -> PyArrowFile:
        """The file as it is to lie, called by its final place."""
        return self._file(location)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Remove the file that lies there."""
        super().delete(self._lies(location if isinstance(location, str) else location.location))

    def _file(self, location: str) -> PyArrowFile:
        scheme, host, path = self.parse_location(self._lies(location), self.properties)
        return PyArrowFile(location=location, path=path, fs=self.fs_by_scheme(scheme, host))

    def _lies(self, location: str) -> str:
        final, beside = self.properties[FINAL], self.properties[BESIDE]
        path = location.removeprefix("file://")
        return beside + path[len(final) :] if path.startswith(final) else location
