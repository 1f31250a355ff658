# Handlers at the end run, and a status set by them is not.
#: outcome exited 3
#: stdout is "body\nhandler\n"
import atexit
import sys

atexit.register(lambda: print("handler"))
print("body")
sys.exit(3)
