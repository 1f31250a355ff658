# What comes from chance is the same in every run: two runs print the same.
#: outcome exited 0
#: gap landlock randomness: the random devices are the host's
#: same
import os
import random
import secrets
import tempfile
import uuid

print(random.random(), random.getrandbits(128))
print(os.urandom(16).hex(), uuid.uuid4(), secrets.token_hex(8), random.SystemRandom().random())
print(tempfile.mkdtemp())
with open("/dev/urandom", "rb") as file:
    print(file.read(16).hex())
try:
    print(os.getrandom(8, os.GRND_NONBLOCK).hex())
except OSError:
    pass
