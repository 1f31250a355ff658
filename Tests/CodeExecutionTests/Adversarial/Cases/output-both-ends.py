# Where output is cut, its first and its last bytes are kept: the answer often stands in the last line.
#: limits wall-ms=60000 cpu-s=40 stdout-bytes=4096
#: outcome exited 0
#: stdout-truncated
#: stdout has "the first line\n"
#: stdout has "the last line\n"
print("the first line")
for number in range(100_000):
    print("line", number)
print("the last line")
