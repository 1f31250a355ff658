# Exit status 137 is not the signal that a shell would make of it.
#: outcome exited 137
import os

os._exit(137)
