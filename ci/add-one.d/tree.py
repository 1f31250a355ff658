"""Brings a copy of the tree up to date, with some things added to it."""

import os
import subprocess
import sys

from addition import Addition


def files():
    """The files of the tree, committed or not, that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True,
        capture_output=True).stdout.decode()
    return [path for path in listed.split("\0") if path and os.path.exists(path)]


def main():
    copy, additions = sys.argv[1], [Addition(name) for name in sys.argv[2:]]
    wanted = {}
    for path in files():
        if path.split("/")[0] in ("Package.swift", "Package.resolved", "Sources", "Tests", "Tasks", "cassettes"):
            with open(path, "rb") as file:
                wanted[path] = file.read()
    for addition in additions:
        if addition.path in wanted:
            sys.exit(f"ci/add-one: {addition.path} is there already")
        wanted[addition.path] = addition.text.encode()
        wanted[addition.list] = addition.listed(wanted[addition.list].decode()).encode()
        print(f"{addition.name}: {addition.path}, and in {addition.list}: {addition.line.strip()}")
    for parent, folders, names in os.walk(copy):
        folders[:] = [folder for folder in folders if folder != ".build"]
        for name in names:
            path = os.path.relpath(os.path.join(parent, name), copy)
            if path not in wanted:
                os.remove(os.path.join(parent, name))
    for path, data in wanted.items():
        target = os.path.join(copy, path)
        if os.path.exists(target):
            with open(target, "rb") as file:
                if file.read() == data:
                    continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)


main()
