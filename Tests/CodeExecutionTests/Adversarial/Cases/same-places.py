# Names of temporary files, module paths, tracebacks: the same everywhere, and never the host's.
#: outcome exited 0
#: gap landlock randomness: names of temporary files are drawn at random
#: same
#: stdout lacks "@CHECKOUT@"
import inspect
import tempfile
import traceback

print(tempfile.gettempdir(), tempfile.mktemp())
with tempfile.NamedTemporaryFile() as file:
    print(file.name)
try:
    1 / 0
except ZeroDivisionError:
    print(traceback.format_exc())
print(inspect.currentframe().f_code.co_filename)
