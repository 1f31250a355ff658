# The keys of whoever started the run are not to be found.
#: machine x86_64
#: outcome exited 0
#: stdout is "contained\n"
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
for ring in (-1, -2, -3, -4, -5):
    if libc.syscall(250, 11, ring, buffer, 4096) > 0:  # KEYCTL_READ
        print("LEAK keyring", ring)
print("contained")
