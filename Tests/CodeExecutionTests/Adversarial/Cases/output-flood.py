# A flood of output neither fills memory nor holds the run up: both ends are kept, the cut is flagged.
#: limits wall-ms=60000 cpu-s=40 stdout-bytes=65536
#: outcome exited 0 | output_limit
#: stdout-truncated
#: stdout-bytes 1..66000
#: stdout has "first line\n"
import sys

print("first line")
for _ in range(200):
    sys.stdout.write("y" * 1_000_000)
print("last line")
