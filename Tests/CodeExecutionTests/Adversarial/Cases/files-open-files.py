# Descriptors are bounded.
#: limits wall-ms=60000
#: outcome exited 0
#: stdout is "contained\n"
import os

opened = []
try:
    while len(opened) < 200_000:
        opened.append(os.open("/dev/null", os.O_RDONLY))
    print("LEAK 200000 descriptors")
except OSError:
    print("contained")
