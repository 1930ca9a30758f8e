"""Print how well each check does on the golden set."""

import sys

from tests.comments.golden import summary

if __name__ == "__main__":
    summary(sys.stdout.write)
