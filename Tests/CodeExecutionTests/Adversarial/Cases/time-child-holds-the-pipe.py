# The program's own end is the end of the run, even where a child holds its outputs open.
#: limits wall-ms=60000
#: outcome exited 0
#: stdout is "done\n"
#: ends-within-ms 12000
import os
import time

if os.fork() == 0:
    time.sleep(1000)
print("done")
