# A list that grows for ever ends in a MemoryError or at the limit, with what was printed.
#: limits wall-ms=60000 cpu-s=40 memory-mib=128 total-memory-mib=512
#: outcome exited 1 | memory
#: stdout is "growing\n"
print("growing", flush=True)
hoard = []
while True:
    hoard.append(bytearray(1 << 20))
