# Hashes, the order of sets and addresses are the same in every run.
#: outcome exited 0
#: same
import os
import sys

print(hash("a"), hash(b"a"), hash((1, "x")), {"alpha", "beta", "gamma", "delta"})
print([hash(str(number)) % 1000 for number in range(20)])
print(hash(object()) % 2**32, id([]) % 2**32, object())
print({object(), object(), object()}, lambda: 0, len)
