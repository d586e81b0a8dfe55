"""A product file of more than 500 lines does more than one job, and wants a split."""

import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES_MAX = 500


def too_long(root):
    files = [path for folder in ("include", "src") for path in (root / folder).rglob("*") if path.is_file()]
    sizes = {path.relative_to(root).as_posix(): len(path.read_bytes().splitlines()) for path in sorted(files)}
    return {name: lines for name, lines in sizes.items() if lines > LINES_MAX}


class Size(unittest.TestCase):
    def test_product_files_have_at_most_500_lines(self):
        self.assertEqual(too_long(ROOT), {})


if __name__ == "__main__":
    unittest.main()
