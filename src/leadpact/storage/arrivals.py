"""The order in which leads came: for files, that of the rows in the table of leads."""

import pyarrow.parquet as pq

from leadpact.storage.dataset import Dataset, parquet_files


def arrival_numbers(dataset: Dataset) -> dict[str, int]:
    """Return the number of each lead in the order of the rows of its table, by id.

    An import keeps the order of the rows of a file, so that of leads that came in one second the
    first in the file is decided on first. Of two rows of one lead the first counts. Where the data
    set is not of files, no lead has a number.
    """
    # From the files: an engine that runs in several threads returns rows in any order.
    numbers: dict[str, int] = {}
    for file in parquet_files(dataset.folder, "leads", dataset.manifest):
        with pq.ParquetFile(file) as opened:
            for batch in opened.iter_batches(columns=["lead_id"]):
                for lead_id in batch.column(0).to_pylist():
                    numbers.setdefault(lead_id, len(numbers))
    return numbers
