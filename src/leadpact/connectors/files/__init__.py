"""Files as a source of data: a mapping says how a company's exports become canonical tables."""

from leadpact.connectors.files.importer import import_folder, import_to
from leadpact.connectors.files.mapping import Mapping, load_mapping, read_mapping, shipped_mappings
from leadpact.connectors.files.report import ColumnReport, ImportReport, TableReport

__all__ = [
    "ColumnReport",
    "ImportReport",
    "Mapping",
    "TableReport",
    "import_folder",
    "import_to",
    "load_mapping",
    "read_mapping",
    "shipped_mappings",
]
