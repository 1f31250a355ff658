# Replacing sys.stdout and sys.exit changes nothing outside.
#: outcome exited 3
#: stdout is "direct\n"
import io
import os
import sys

os.write(1, b"direct\n")
sys.stdout = io.StringIO()
print("lost")
sys.__stdout__ = None
sys.exit(3)
