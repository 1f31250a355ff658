# abort() is signal 6.
#: outcome signaled 6
import os

os.abort()
