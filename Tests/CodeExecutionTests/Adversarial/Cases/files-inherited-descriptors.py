# The program starts with three descriptors, none of which leads to a file of the host.
#: outcome exited 0
#: stdout is "contained\n"
import os
import stat

found = []
for descriptor in range(0, 1024):
    try:
        status = os.fstat(descriptor)
        found.append(descriptor)
        if stat.S_ISDIR(status.st_mode):
            print("LEAK folder", descriptor)
        if stat.S_ISSOCK(status.st_mode) and descriptor > 2:
            print("LEAK socket", descriptor)
    except OSError:
        pass
print("contained" if found == [0, 1, 2] else f"LEAK {found}")
