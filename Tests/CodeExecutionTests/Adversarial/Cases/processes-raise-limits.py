# No limit can be raised from within.
#: limits wall-ms=60000 processes=16
#: outcome exited 0
#: stdout is "contained\n"
import os
import resource

names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
for name in names:
    limit = getattr(resource, name)
    try:
        soft, hard = resource.getrlimit(limit)
        if hard == resource.RLIM_INFINITY:
            continue
        resource.setrlimit(limit, (hard + 1, hard + 1))
        print("LEAK raised", name)
    except (OSError, ValueError):
        pass
for call in (lambda: os.nice(-5), lambda: os.setpriority(os.PRIO_PROCESS, 0, -10),
             lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
             lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))):
    try:
        call()
        print("LEAK priority")
    except OSError:
        pass
print("contained")
