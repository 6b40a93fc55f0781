"""How large a foreign file and its parts may be (reliability.md S27); beyond is refused, or is a fault of the row."""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB

#: CSV, JSON and HTML are streamed, so a million rows of twenty columns are welcome.
TEXT_FILE_BYTES = 512 * MIB
#: Spreadsheets and archives.
PACKED_FILE_BYTES = 64 * MIB
PASTED_CHARACTERS = 32 * MIB

LINE_CHARACTERS = 1 * MIB
#: A longer cell is a fault of its row.
CELL_CHARACTERS = 32 * KIB
#: Of one value in JSON or one cell in HTML; beyond, the file is refused.
VALUE_CHARACTERS = 1 * MIB
ROWS = 1_048_576
COLUMNS = 1024
CELLS = 20_000_000

ARCHIVE_ENTRIES = 2000
ARCHIVE_ENTRY_BYTES = 200 * MIB
ARCHIVE_BYTES = 300 * MIB
#: Inflated to packed; spreadsheets of real data reach 10 to 40. Looked at only beyond `RATIO_FROM_BYTES`,
#: since small entries of one repeated row are harmless.
ARCHIVE_RATIO = 100
RATIO_FROM_BYTES = 16 * MIB

JSON_DEPTH = 32
JSON_NUMBER_DIGITS = 64

CHILD_MEMORY_BYTES = 1024 * MIB
CHILD_CPU_SECONDS = 120
#: Without a line from the child.
CHILD_SILENCE_SECONDS = 60.0
#: One line of the child's answer.
CHILD_LINE_BYTES = 64 * MIB
