# Files can be written, read back, listed, moved and removed.
#: outcome exited 0
#: stdout is "['b.txt'] hi True\n"
import os
import pathlib
import shutil

os.makedirs("steerbench-case/d")
path = pathlib.Path("steerbench-case/d/a.txt")
path.write_text("hi")
shutil.move(path, "steerbench-case/d/b.txt")
names = os.listdir("steerbench-case/d")
text = open("steerbench-case/d/b.txt").read()
shutil.rmtree("steerbench-case")
print(names, text, not os.path.exists("steerbench-case"))
