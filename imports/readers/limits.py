"""What a file may weigh and hold. Beyond these it is refused before it is parsed."""

#: Bytes of a text file, and of anything packed (XLSX, ODS, ZIP).
MAX_FILE_BYTES = 128 * 1024**2
MAX_PACKED_BYTES = 50 * 1024**2

#: A ZIP directory: bytes once unpacked, how many times their packed size, members.
MAX_UNPACKED_BYTES = 256 * 1024**2
MAX_UNPACKED_RATIO = 100
#: Below this, a high ratio is harmless: a sheet of zeros packs very well.
RATIO_FREE_BYTES = 8 * 1024**2
MAX_MEMBERS = 200

MAX_ROWS = 2_000_000
MAX_COLUMNS = 1_000
#: Cells of a sheet from its first to its last corner, empty ones included, which take memory all the same.
MAX_SHEET_CELLS = 20_000_000
MAX_CELL_CHARS = 1_000_000

#: What the separator and the shape of a text are guessed on.
SAMPLE_CHARS = 64 * 1024
