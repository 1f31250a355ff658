# Of the machine's /proc only the run's own processes are there, and what the kernel tells otherwise is made up.
#: limits total-memory-mib=512
#: outcome exited 0
#: same
#: stdout is "[]\n131072 131072\n1000 1000 1\n{'/'}\n"
#: gap landlock no-proc: there is no /proc
import os

print(sorted(name for name in os.listdir("/proc")
             if not name.isdigit() and name not in ("self", "thread-self")))
print(os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_AVPHYS_PAGES"))
print(*open("/proc/self/uid_map").read().split())
print({line.rstrip().split(":", 2)[2] for line in open("/proc/self/cgroup")})
