# Opening the outputs anew through /proc cuts or mixes nothing: both are still told apart.
#: outcome exited 0
#: stdout has "out\n"
#: stderr has "err\n"
import os

for descriptor, text in ((1, b"out\n"), (2, b"err\n")):
    try:
        with open(f"/proc/self/fd/{descriptor}", "wb", buffering=0) as file:
            file.write(text)
    except OSError:
        os.write(descriptor, text)
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, 0)
    except OSError:
        pass
