# Escape sequences are bytes like all others; nothing is interpreted on the way.
#: outcome exited 0
#: stdout is "\u001b]0;title\u0007\u001b[2J\u001b[31mred\r\b"
print("\x1b]0;title\x07\x1b[2J\x1b[31mred\r\b", end="")
