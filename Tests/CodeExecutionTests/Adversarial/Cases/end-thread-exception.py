# An exception in a thread is told on standard error and does not change the status.
#: outcome exited 0
#: stdout is "done\n"
#: stderr has "ValueError: inside"
import threading

def fail():
    raise ValueError("inside")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
print("done")
