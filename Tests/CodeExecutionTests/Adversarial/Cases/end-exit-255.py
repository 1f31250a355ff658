# The largest status.
#: outcome exited 255
import os

os._exit(255)
