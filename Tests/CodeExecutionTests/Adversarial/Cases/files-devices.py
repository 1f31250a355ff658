# The usual devices work; none can be made.
#: outcome exited 0
#: stdout is "contained\n"
import os
import stat

open("/dev/null", "wb").write(b"x")
assert open("/dev/zero", "rb").read(4) == b"\0\0\0\0"
assert len(open("/dev/urandom", "rb").read(8)) == 8
for mode, device in ((stat.S_IFBLK, os.makedev(254, 0)), (stat.S_IFCHR, os.makedev(1, 1))):
    try:
        os.mknod("steerbench-case-device", mode | 0o666, device)
        open("steerbench-case-device", "rb").read(1)
        print("LEAK device")
    except OSError:
        pass
print("contained")
