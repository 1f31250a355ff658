# As many bytes as the limit are not cut.
#: limits stdout-bytes=4096 stderr-bytes=4096
#: outcome exited 0
#: stdout-whole
#: stdout-bytes 4096..4096
#: stderr-bytes 4096..4096
import sys

sys.stdout.write("x" * 4096)
sys.stderr.write("x" * 4096)
