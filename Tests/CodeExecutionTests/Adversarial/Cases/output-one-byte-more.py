# One byte more than the limit is a cut, and the program runs to its end.
#: limits stdout-bytes=4096
#: outcome exited 7 | output_limit
#: stdout-truncated
import sys

sys.stdout.write("x" * 4097)
sys.exit(7)
