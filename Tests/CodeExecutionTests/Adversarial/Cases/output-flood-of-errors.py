# The same on standard error, which has a limit of its own.
#: limits wall-ms=60000 cpu-s=40 stdout-bytes=65536 stderr-bytes=4096
#: outcome exited 0 | output_limit
#: stderr-truncated
#: stderr-bytes 1..4200
#: stdout is "out\n"
import sys

print("out", flush=True)
for _ in range(100):
    sys.stderr.write("e" * 1_000_000)
