# SIGTERM and SIGXCPU handlers that refuse to end do not stretch the processor limit.
#: limits wall-ms=120000 cpu-s=1
#: outcome cpu_limit
#: ends-within-ms 32000
import signal

for name in ("SIGTERM", "SIGXCPU", "SIGINT", "SIGALRM", "SIGVTALRM"):
    signal.signal(getattr(signal, name), lambda *_: None)
while True:
    pass
