"""What cron calls for a hand-written rollup: run.py FILE DAY, on the database that DATABASE_URL names."""

import os
import sys
from pathlib import Path

import psycopg

file, day = sys.argv[1:]
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute(Path(file).read_bytes(), {"day": day})
