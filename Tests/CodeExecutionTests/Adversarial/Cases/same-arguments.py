# The arguments and the name of the file are always the same.
#: outcome exited 0
#: stdout is "['/code/main.py'] /code/main.py __main__ True\n"
import sys

print(sys.argv, __file__, __name__, sys.flags.safe_path)
