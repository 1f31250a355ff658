# sys.exit with a text prints it and is status 1.
#: outcome exited 1
#: stderr is "bad luck\n"
import sys

sys.exit("bad luck")
