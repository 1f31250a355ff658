# Threads count as processes.
#: limits wall-ms=60000 processes=32
#: outcome exited 0
#: stdout is "stopped\n"
import threading
import time

threading.stack_size(64 * 1024)
count = 0
try:
    while count < 1000:
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
        count += 1
    print("LEAK 1000 threads")
except RuntimeError:
    print("stopped" if count < 32 else f"LEAK {count} threads")
