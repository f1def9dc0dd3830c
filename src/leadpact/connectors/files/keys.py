"""Which keys of a stream occur more than once, exactly and in constant memory.

Only 64-bit hashes are kept, on disk. A hash that occurs once proves its key unique; keys that share
a hash, whether equal or not, are compared themselves in a second reading. So a collision costs a
comparison and never a row.
"""

import tempfile
from collections.abc import Iterable

import numpy as np

_HASHES_A_PASS = 1 << 23


class KeyLog:
    """The hashes of the keys of one table, in a temporary file until it is closed."""

    def __init__(self, hashes_a_pass: int = _HASHES_A_PASS) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._hashes_a_pass = hashes_a_pass
        self._n = 0

    def close(self) -> None:
        """Give up the file."""
        self._file.close()

    def add(self, hashes: Iterable[int]) -> None:
        """Note the hashes of some more keys."""
        numbers = np.fromiter(hashes, np.int64)
        self._file.write(numbers.tobytes())
        self._n += len(numbers)

    def repeated(self) -> frozenset[int]:
        """Return the hashes that were noted more than once.

        The file is read once for each slice of the hashes that fits into memory.
        """
        n_passes = self._n // self._hashes_a_pass + 1
        found: set[int] = set()
        for number in range(n_passes):
            hashes = np.sort(np.concatenate(list(self._slice(number, n_passes))))
            found.update(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]).tolist())
        return frozenset(found)

    def _slice(self, number: int, n_slices: int) -> Iterable[np.ndarray]:
        self._file.seek(0)
        yield np.empty(0, np.int64)
        while data := self._file.read(self._hashes_a_pass * 8):
            hashes = np.frombuffer(data, np.int64)
            yield hashes[hashes % n_slices == number]
