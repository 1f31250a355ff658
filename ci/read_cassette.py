#!/usr/bin/env python3
"""Reads and verifies cassettes by the article "Cassette format version 1", and by nothing else.

Usage: ci/read_cassette.py FILE.cas|FOLDER...

It shares no code with the product and needs Python's standard library only. For each cassette it
checks the header, the schema, every digest, every row's place, every request against its action, and
the Merkle root; for a folder also INDEX. It prints one line of JSON for each file, and exits 1 at the
first thing that is not as the article says.
"""
import hashlib
import json
import os
import sqlite3
import struct
import sys

PAGE = 16384
CONTENT = 16 << 20
SCHEMA = [
    ("meta", "CREATE TABLE meta(k TEXT PRIMARY KEY,v BLOB NOT NULL) WITHOUT ROWID"),
    ("entry", "CREATE TABLE entry(id INTEGER PRIMARY KEY,action BLOB NOT NULL,sample INTEGER NOT NULL,"
     "ordinal INTEGER NOT NULL,kind INTEGER NOT NULL,seq INTEGER NOT NULL,digest BLOB NOT NULL,"
     "n INTEGER NOT NULL,v BLOB NOT NULL)"),
    ("cold", "CREATE TABLE cold(id INTEGER PRIMARY KEY,kind INTEGER NOT NULL,digest BLOB NOT NULL,"
     "n INTEGER NOT NULL,v BLOB NOT NULL)"),
]
HEADER = {24: 1, 32: 0, 36: 0, 40: 1, 44: 4, 48: 0, 52: 0, 56: 1, 60: 1, 64: 0, 68: 0x53426361,
          72: 0, 76: 0, 80: 0, 84: 0, 88: 0, 92: 1, 96: 3040001}


class Damaged(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Damaged(what)


def sha(data):
    return hashlib.sha256(data).digest()


# Blocks

def lz4(block, size, dictionary=b""):
    """Decodes one LZ4 block that may refer back into a dictionary."""
    out, at, end = bytearray(dictionary), 0, len(dictionary) + size

    def length(number):
        nonlocal at
        if number == 15:
            while True:
                byte = block[at]
                at += 1
                number += byte
                if byte < 255:
                    break
        return number

    while True:
        token = block[at]
        at += 1
        literals = length(token >> 4)
        need(at + literals <= len(block) and len(out) + literals <= end, "a block's literals")
        out += block[at:at + literals]
        at += literals
        if at == len(block):
            break
        distance = block[at] | block[at + 1] << 8
        at += 2
        count = length(token & 15) + 4
        start = len(out) - distance
        need(distance > 0 and start >= 0 and len(out) + count <= end, "a block's match")
        while count > 0:
            piece = out[start:start + count]
            out += piece
            start += len(piece)
            count -= len(piece)
    return bytes(out[len(dictionary):])


def unblock(v, n, dictionary=b""):
    need(len(v) <= n <= min(17829952, 255 * len(v) + 64), "the size of a block")
    data = v if len(v) == n else lz4(v, n, dictionary)
    need(len(data) == n, "a block decodes to another size")
    return data


def varint(data, at):
    number = 0
    for shift in range(0, 35, 7):
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
    raise Damaged("a number is too long")


def records(data, at):
    while at < len(data):
        count, at = varint(data, at)
        need(at + count <= len(data), "a record leaves its block")
        yield data[at:at + count]
        at += count


# Requests

ESCAPES = {8: b"\\b", 9: b"\\t", 10: b"\\n", 12: b"\\f", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}


def view(result, number):
    if number == 0:
        return result
    out, at = bytearray(), 0
    if number == 1:
        while at < len(result):
            if result[at] == 92 and result[at + 1:at + 2] in (b'"', b"\\"):
                at += 1
            out.append(result[at])
            at += 1
        return bytes(out)
    for byte in result:
        out += ESCAPES.get(byte) or (b"\\u%04x" % byte if byte < 32 else bytes([byte]))
    return bytes(out)


def request_of(recipe, table, pool, results):
    out, at, spans, sources = bytearray(), 0, 0, {}
    while at < len(recipe):
        count, at = varint(recipe, at)
        source, at = varint(recipe, at)
        offset, at = varint(recipe, at)
        need(count > 0 and len(out) + count <= CONTENT, "the size of a span")
        if source == 0:
            data = pool
            for block in range(offset // 65536, (offset + count - 1) // 65536 + 1):
                sources[-1 - block] = 65536
        else:
            place, number = divmod(source - 1, 3)
            need(place < len(table) and table[place] in results, "a span's source")
            data = view(results[table[place]], number)
            sources[source] = len(data)
        need(offset + count <= len(data), "a span leaves its source")
        out += data[offset:offset + count]
        spans += 1
    need(spans <= 1 + len(out) // 16, "the number of spans")
    need(sum(sources.values()) <= (4 << 20) + 16 * len(out), "the sources of a request")
    return bytes(out)


def action_digest(kind, request):
    """The digest of an action from the bytes of its segments."""
    text, decoder = request.decode("utf-8"), json.JSONDecoder()
    hashed, at, first = hashlib.sha256(b"steerbench-action-1\0" + bytes([kind])), 1, True
    need(text[:1] == "[", "a request is no array")
    while text[at] != "]":
        need(first or text[at] == ",", "a request's segments")
        at += 0 if first else 1
        first = False
        need(text[at] == "[", "a request's segment")
        name, end = decoder.raw_decode(text, at + 1)
        need(text[end] == "," and isinstance(name, str), "a segment's name")
        start = end + 1
        _, end = decoder.raw_decode(text, start)
        need(text[end] == "]", "a segment has more than a name and a value")
        hashed.update(name.encode() + b"\0" + sha(text[start:end].encode()))
        at = end + 1
    need(at + 1 == len(text), "something follows a request")
    return hashed.digest()


# The file

def check_header(data):
    need(len(data) >= PAGE and len(data) % PAGE == 0, "the size of the file")
    need(data[:16] == b"SQLite format 3\0", "it is no SQLite database")
    need(data[16:24] == bytes([0x40, 0, 1, 1, 0, 0x40, 0x20, 0x20]), "the header")
    for offset, value in HEADER.items():
        need(struct.unpack_from(">I", data, offset)[0] == value, "the header at %d" % offset)
    need(struct.unpack_from(">I", data, 28)[0] * PAGE == len(data), "the number of pages")


def cold_blocks(base, kind):
    rows = base.execute("SELECT id,digest,n,v FROM cold WHERE kind=? ORDER BY id", (kind,))
    for row, digest, n, v in rows:
        need(row >> 48 == kind, "the row of a cold block")
        data = unblock(v, n)
        need(sha(data) == digest, "the digest of a cold block")
        yield row & (1 << 48) - 1, data


def merkle(leaves):
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:]))


def row_key(action, sample, ordinal):
    place = (sample << 32 | ordinal) * 0x9E3779B97F4A7C15
    return (int.from_bytes(action[:8], "big") + place) % (1 << 64)


def read_entries(base, dictionary):
    results, entries = {}, {}
    for row, action, sample, ordinal, kind, seq, digest, n, v in base.execute("SELECT * FROM entry"):
        need(len(action) == 32 and kind in (1, 2) and seq not in entries, "a row")
        need(0 <= sample < 1 << 32 and 0 <= ordinal < 1 << 32 and n <= CONTENT, "a row")
        results[row] = unblock(v, n, dictionary)
        need(sha(results[row]) == digest, "the digest of a result")
        entries[seq] = (action, sample, ordinal, kind, row)
    need(sorted(entries) == list(range(len(entries))), "the sequence numbers")
    for action, sample, ordinal, _, row in entries.values():
        steps = (row - row_key(action, sample, ordinal)) % (1 << 64)
        need(steps < 32, "a row is far from its key")
        for step in range(steps):
            key = (row - 1 - step + (1 << 63)) % (1 << 64) - (1 << 63)
            need(key in results, "a row cannot be found")
    return results, entries


def read_requests(base, results):
    """The requests by sequence number."""
    pool, blocks = bytearray(), 0
    for number, data in cold_blocks(base, 3):
        need(number == blocks and len(pool) == blocks * 65536 and 0 < len(data) <= 65536, "the pool")
        pool += data
        blocks += 1
    requests, plain = [], blocks == 0
    for first, data in cold_blocks(base, 1):
        need(first == len(requests), "the order of requests")
        if plain:
            requests += records(data, 0)
            continue
        count, at = varint(data, 0)
        need(at + 8 * count <= len(data), "the table of a block")
        table = struct.unpack_from(">%dq" % count, data, at)
        need(len(set(table)) == count, "the table of a block")
        for recipe in records(data, at + 8 * count):
            requests.append(request_of(recipe, table, pool, results))
    return requests


def read_labels(base):
    """The size of the request, the scope and the provenance by sequence number."""
    labels = []
    for first, data in cold_blocks(base, 2):
        need(first == len(labels), "the order of labels")
        for label in records(data, 0):
            size, at = varint(label, 0)
            count, at = varint(label, at)
            need(at + count <= len(label) and count <= 4096, "a label")
            labels.append((size, label[at:at + count], label[at + count:]))
    return labels


def verify(path):
    with open(path, "rb") as file:
        data = file.read()
    check_header(data)
    for suffix in ("-wal", "-journal"):
        need(not os.path.lexists(path + suffix), "another program opened it to write")
    base = sqlite3.connect("file:%s?immutable=1" % path.replace("?", "%3f").replace("#", "%23"), uri=True)
    base.execute("PRAGMA trusted_schema=OFF")
    schema = base.execute("SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY rowid").fetchall()
    need(schema == [("table", name, name, sql) for name, sql in SCHEMA], "the schema")
    need(base.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",), "SQLite's integrity check")
    meta = dict(base.execute("SELECT k,v FROM meta"))
    dictionary = meta.pop("dictionary", b"")
    need(sorted(meta) == ["entries", "raw", "root"] and len(dictionary) <= 64000, "the facts")
    results, entries = read_entries(base, dictionary)
    requests, labels = read_requests(base, results), read_labels(base)
    need(len(entries) == len(requests) == len(labels), "the number of requests or labels")
    need(base.execute("SELECT count(*) FROM cold WHERE kind NOT IN (1,2,3)").fetchone() == (0,),
         "a block of an unknown kind")
    leaves, raw, last = [], 0, None
    for seq, request in enumerate(requests):
        action, sample, ordinal, kind, row = entries[seq]
        size, scope, provenance = labels[seq]
        slot = action + struct.pack(">II", sample, ordinal)
        need(last is None or last < (scope, slot), "the order of the sequence numbers")
        last = (scope, slot)
        need(size == len(request), "the size of a request")
        need(action_digest(kind, request) == action, "a request does not give its action")
        raw += size + len(results[row])
        leaves.append((slot, sha(b"\0" + slot + bytes([kind]) + sha(request) + sha(results[row])
                                 + sha(scope) + sha(provenance))))
    root = merkle([leaf for _, leaf in sorted(leaves)])
    need(root == meta["root"], "its exchanges do not give its root")
    need(int.from_bytes(meta["entries"], "big") == len(entries), "the number of exchanges")
    need(int.from_bytes(meta["raw"], "big") == raw, "the number of bytes")
    need(os.path.basename(path) == root.hex()[:16] + ".cas", "the name of the file")
    return root.hex(), sha(data).hex(), len(entries), raw


def files(path):
    if not os.path.isdir(path):
        return [path], None
    names = sorted(name for name in os.listdir(path) if name.endswith(".cas"))
    with open(os.path.join(path, "INDEX"), encoding="utf-8") as file:
        index = sorted(set(file.read().splitlines()))
    return [os.path.join(path, name) for name in names], index


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for argument in sys.argv[1:]:
        paths, index = files(argument)
        lines = []
        for path in paths:
            try:
                root, digest, count, raw = verify(path)
            except (Damaged, sqlite3.Error, IndexError, struct.error, ValueError, TypeError) as error:
                sys.exit("%s: %s" % (path, error or type(error).__name__))
            lines.append("%s %s %d %d steerbench-cassette-1" % (root, digest, count, raw))
            print(json.dumps({"entries": count, "file": os.path.basename(path), "fileDigest": digest,
                              "raw": raw, "root": root}, sort_keys=True))
        if index is not None and sorted(lines) != index:
            sys.exit("%s: INDEX does not name its cassettes" % argument)


if __name__ == "__main__":
    main()
