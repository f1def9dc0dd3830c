"""Files as a source of data: a mapping says how a company's exports become canonical tables."""

from leadpact.connectors.files.importer import import_folder
from leadpact.connectors.files.mapping import Mapping, load_mapping, read_mapping, shipped_mappings
from leadpact.connectors.files.report import ColumnReport, ImportReport, TableReport

__all__ = [
    "ColumnReport",
    "ImportReport",
    "Mapping",
    "TableReport",
    "import_folder",
    "load_mapping",
    "read_mapping",
    "shipped_mappings",
]
