# No home folder, no SSH keys, no shell histories, no credentials of anybody.
#: outcome exited 0
#: stdout is "contained\n"
#: control leaks
import glob
import os

for folder in ["/root", "@BAIT_FOLDER@", *glob.glob("/home/*")]:
    for name in ("", ".ssh", ".ssh/id_ed25519", ".ssh/id_rsa", ".aws/credentials", ".netrc",
                 ".bash_history", ".config", ".gitconfig", ".docker/config.json"):
        path = os.path.join(folder, name)
        try:
            os.listdir(path) if os.path.isdir(path) else open(path, "rb").read()
            print("LEAK", path)
        except OSError:
            pass
if os.path.expanduser("~") != os.getcwd():
    print("LEAK home", os.path.expanduser("~"))
print("contained")
