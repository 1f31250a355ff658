"""Serves the scripted model of ci/same-as-before until it is ended; prints its base URL."""

import socket
import sys

sys.path.insert(0, sys.argv[1])
import model

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
server = model.Server(port, [])
print(f"http://127.0.0.1:{port}/v1", flush=True)
server.server.serve_forever()
