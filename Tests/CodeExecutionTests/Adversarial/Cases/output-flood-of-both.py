# Both at once, by turns, with a child that writes to both as well.
#: limits wall-ms=60000 cpu-s=40 stdout-bytes=4096 stderr-bytes=4096
#: outcome exited 0 | output_limit
#: stdout-truncated
#: stderr-truncated
#: stdout-bytes 1..4200
#: stderr-bytes 1..4200
import os

child = os.fork()
for _ in range(300):
    os.write(1, b"o" * 60_000)
    os.write(2, b"e" * 60_000)
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
