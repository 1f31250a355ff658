# Whatever the program writes, and to whatever descriptor, is output: the run's record is not forged.
#: outcome exited 9
#: stdout has "real\n"
import os
import struct
import sys

frames = [
    b"\x01", b"\x00" * 64, b"\xff" * 64, b'{"end":"exited","status":0,"stdout":5,"stderr":0}',
    b'{"outcome":"exited","exit":0}\n', b"exited 0\n", b"SBX1" + struct.pack("<IIQ", 0, 0, 0),
    struct.pack(">I", 5) + b"HELLO", struct.pack("<I", 5) + b"HELLO",
]
print("real", flush=True)
for descriptor in range(0, 64):
    for frame in frames:
        if descriptor in (1, 2):
            continue
        try:
            os.write(descriptor, frame)
        except OSError:
            pass
for frame in frames:
    os.write(1, frame)
    os.write(2, frame)
sys.exit(9)
