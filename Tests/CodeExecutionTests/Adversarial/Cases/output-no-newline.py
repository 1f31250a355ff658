# A last line without its end is a line.
#: outcome exited 0
#: stdout is "no newline"
#: stderr is "none here"
import sys

sys.stdout.write("no newline")
sys.stderr.write("none here")
