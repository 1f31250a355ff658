# A program that touches 100 MiB has a peak of about that, whatever happened before.
#: limits wall-ms=60000 memory-mib=512 total-memory-mib=1024
#: outcome exited 0
#: stdout is "done\n"
#: peak-kib 100000..150000
block = bytearray(b"x") * (100 << 20)
print("done")
