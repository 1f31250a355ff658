# Alarms and handlers of its own work.
#: outcome exited 0
#: stdout is "alarm\n"
import signal

def handler(number, frame):
    raise TimeoutError
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.05)
try:
    while True:
        pass
except TimeoutError:
    print("alarm")
