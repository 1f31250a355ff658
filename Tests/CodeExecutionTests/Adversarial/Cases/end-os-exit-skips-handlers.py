# os._exit ends at once: no handler, no flush.
#: outcome exited 3
#: stdout is ""
import atexit
import os

atexit.register(lambda: print("handler"))
print("not flushed", end="")
os._exit(3)
