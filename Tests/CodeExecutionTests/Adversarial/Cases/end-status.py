# The status comes back.
#: outcome exited 42
import sys

sys.exit(42)
