# Printing to a closed standard output is the program's own mistake, and is told as such.
#: outcome exited 1 | exited 120
#: stdout is ""
import sys

sys.stdout.close()
print("lost")
