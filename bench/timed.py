"""Run a command; the last line says its seconds, peak megabytes and exit code.

A process of its own, and a small one: a child's peak is never less than what its parent held when it began.
"""

import os
import sys
from time import perf_counter

began = perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = perf_counter() - began
unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
print(f"\n{seconds:.4f} {usage.ru_maxrss / unit:.1f} {os.waitstatus_to_exitcode(status)}")
