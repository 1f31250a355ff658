# A program that unloads itself and leaves a static loop behind in C is ended all the same.
#: limits wall-ms=400
#: outcome timeout
#: ends-within-ms 6000
import os

os.execv("/bin/sleep", ["sleep", "1000"])
