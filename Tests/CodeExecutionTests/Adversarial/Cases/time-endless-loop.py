# An endless loop may use as much processor time as it was given, and no more.
#: limits wall-ms=120000 cpu-s=1
#: outcome cpu_limit
#: stdout is "started\n"
#: ends-within-ms 32000
print("started", flush=True)
while True:
    pass
