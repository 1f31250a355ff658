# Symbolic and hard links, and renames, are no way out.
#: outcome exited 0
#: stdout is "contained\n"
import os

def attempt(name, call):
    try:
        call()
        print("LEAK", name)
    except OSError:
        pass
os.mkdir("steerbench-case-links")
os.chdir("steerbench-case-links")
attempt("hard link to a file of the host", lambda: os.link("@BAIT_FILE@", "hard"))
attempt("hard link to a setuid program", lambda: os.link("/usr/bin/su", "su"))
os.symlink("@BAIT_FILE@", "soft")
attempt("read through a link", lambda: open("soft", "rb").read())
attempt("write through a link", lambda: open("soft", "ab").write(b"x"))
os.symlink("@BAIT_FOLDER@", "folder")
attempt("write into a linked folder", lambda: open("folder/steerbench-case-linked", "wb").write(b"x"))
attempt("rename into a linked folder", lambda: os.rename("soft", "folder/steerbench-case-renamed"))
os.symlink("loop", "loop")
attempt("loop", lambda: open("loop"))
attempt("follow /proc/self/exe", lambda: open("/proc/self/exe", "r+b"))
print("contained")
