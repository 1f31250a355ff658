# The arguments and the name of the file are always the same.
#: outcome exited 0
#: gap landlock long-paths: the file lies in the run's own folder
#: stdout is "['/code/main.py'] /code/main.py __main__ True\n"
import sys

print(sys.argv, __file__, __name__, sys.flags.safe_path)
