# Nor is 152 the processor limit.
#: outcome exited 152
import os

os._exit(152)
