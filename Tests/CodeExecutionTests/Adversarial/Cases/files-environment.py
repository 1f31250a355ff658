# The environment is the list, and no variable of the host's is anywhere to be read.
#: outcome exited 0
#: stdout is "contained\n"
import ctypes
import os

allowed = {
    "COLUMNS", "HOME", "LANG", "LC_ALL", "LINES", "MKL_NUM_THREADS", "NO_COLOR", "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED",
    "PYTHONIOENCODING", "PYTHONNOUSERSITE", "PYTHONSAFEPATH", "PYTHONUTF8", "TMPDIR", "TZ", "LC_CTYPE",
}
extra = set(os.environ) - allowed
if extra:
    print("LEAK", sorted(extra))
for process in ("self", "1", str(os.getppid()), "thread-self"):
    try:
        with open(f"/proc/{process}/environ", "rb") as file:
            for entry in file.read().split(b"\0"):
                name = entry.split(b"=")[0].decode("latin-1")
                if name and name not in allowed:
                    print("LEAK", process, name)
    except OSError:
        pass
ctypes.CDLL(None).getenv.restype = ctypes.c_char_p
if ctypes.CDLL(None).getenv(b"STEERBENCH_BAIT"):
    print("LEAK getenv")
print("contained")
