# A flood without an end is ended by a limit.
#: limits wall-ms=20000 cpu-s=1 stdout-bytes=65536
#: outcome cpu_limit | output_limit | timeout
#: stdout-truncated
#: stdout-bytes 1..66000
#: ends-within-ms 48000
import sys

while True:
    sys.stdout.write("y\n" * 100_000)
