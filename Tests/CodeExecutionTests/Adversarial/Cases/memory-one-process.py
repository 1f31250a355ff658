# One process gets no more memory than its limit.
#: limits wall-ms=60000 memory-mib=256 total-memory-mib=1024
#: outcome exited 0 | memory
#: stdout is "refused\n"
try:
    block = bytearray(600 << 20)
    print("LEAK 600 MiB")
except MemoryError:
    print("refused")
