# SIGSYS by its own hand is a signal like others.
#: outcome signaled 31
import os
import signal

os.kill(os.getpid(), signal.SIGSYS)
