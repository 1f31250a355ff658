# The classic: every process forks for ever.
#: limits wall-ms=1500 cpu-s=5 processes=32
#: outcome timeout | cpu_limit
#: ends-within-ms 24000
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
