# The list of processes holds nothing of the host's.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import os

names = []
try:
    names = [name for name in os.listdir("/proc") if name.isdigit()]
except OSError:
    pass
seen = []
for name in names:
    try:
        seen.append(open(f"/proc/{name}/cmdline", "rb").read())
    except OSError:
        pass
if "@VICTIM_PID@" in names and int("@VICTIM_PID@") > 20:
    print("LEAK pid of the host")
if any(b"@VICTIM_WORD@" in line for line in seen):
    print("LEAK command line of the host")
if len(names) > 8:
    print("LEAK", len(names), "processes")
print("contained")
