# Text of all scripts comes through.
#: outcome exited 0
#: stdout is "ä 漢字 🎲 \u0000 done\n"
print("ä 漢字 🎲 \0 done")
