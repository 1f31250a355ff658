"""Packs the program as a Python wheel: wheel.py PROGRAMS VERSION GLIBC MACHINE FOLDER LICENSES

The wheel holds no Python: pip puts both programs into the environment's bin folder, where the
program finds its supervisor beside itself.
"""

import base64
import hashlib
import os
import sys
import time
import zipfile

programs, version, glibc, machine, folder, licenses = sys.argv[1:]
tag = f"py3-none-manylinux_{glibc}_{machine}"
info = f"steerbench-{version}.dist-info"
metadata = f"""Metadata-Version: 2.1
Name: steerbench
Version: {version}
Summary: Record-and-replay bench for steering language models between code execution and text
License: Apache-2.0
Requires-Python: >=3.8
Classifier: Operating System :: POSIX :: Linux
Description-Content-Type: text/markdown

"""
files = {
    f"steerbench-{version}.data/scripts/{name}": open(os.path.join(programs, name), "rb").read()
    for name in ("steerbench", "steerbench-supervisor")
}
files[f"{info}/METADATA"] = metadata.encode() + open("README.md", "rb").read()
files[f"{info}/WHEEL"] = (
    f"Wheel-Version: 1.0\nGenerator: ci/package\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
)
files[f"{info}/licenses/LICENSE"] = open("LICENSE", "rb").read()
files[f"{info}/licenses/THIRD-PARTY.txt"] = open(licenses, "rb").read()


def digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


record = [f"{name},sha256={digest(content)},{len(content)}" for name, content in files.items()]
files[f"{info}/RECORD"] = ("\n".join(record + [f"{info}/RECORD,,"]) + "\n").encode()

# A zip file knows no year before 1980.
moment = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315532800))[:6]
path = os.path.join(folder, f"steerbench-{version}-{tag}.whl")
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
    for name, content in files.items():
        entry = zipfile.ZipInfo(name, moment)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3
        entry.external_attr = (0o100755 if "/scripts/" in name else 0o100644) << 16
        wheel.writestr(entry, content)
