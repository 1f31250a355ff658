# A sleeper uses no processor time; the wall clock ends it, and what it printed is kept.
#: limits wall-ms=400
#: outcome timeout
#: stdout is "started\n"
#: ends-within-ms 6000
import time

print("started", flush=True)
time.sleep(1000)
