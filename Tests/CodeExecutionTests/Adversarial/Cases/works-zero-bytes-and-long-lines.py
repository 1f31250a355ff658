# A line of 100,000 characters is a line.
#: limits stdout-bytes=200000
#: outcome exited 0
#: stdout-bytes 100001..100001
#: stdout-whole
print("x" * 100_000)
