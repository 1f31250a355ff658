#!/usr/bin/env python3
"""Reads and verifies cassettes by the articles "Cassette format version 1" and "Cassette format version
2", and by nothing else.

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
# Format 2: the page sizes, each for files with fewer bytes of requests and results; the one that is written,
# and the one that was.
PAGES = [(2 << 20, (512,)), (32 << 20, (2048, 4096)), (1 << 62, (2048, 16384))]
ROW = 4096
CONTENT = 16 << 20
KINDS = {"completion": 1, "execution": 2, "proxied": 3}
LANES = ["extraction", "judge", "program", "tests"]
SCHEMA = [
    ("meta", "CREATE TABLE meta(k TEXT PRIMARY KEY,v BLOB NOT NULL) WITHOUT ROWID"),
    ("entry", "CREATE TABLE entry(id INTEGER PRIMARY KEY,action BLOB NOT NULL,sample INTEGER NOT NULL,"
     "ordinal INTEGER NOT NULL,kind INTEGER NOT NULL,seq INTEGER NOT NULL,digest BLOB NOT NULL,"
     "n INTEGER NOT NULL,v BLOB NOT NULL)"),
    ("cold", "CREATE TABLE cold(id INTEGER PRIMARY KEY,kind INTEGER NOT NULL,digest BLOB NOT NULL,"
     "n INTEGER NOT NULL,v BLOB NOT NULL)"),
]
SCHEMA2 = [
    SCHEMA[0],
    ("leaf", "CREATE TABLE leaf(id INTEGER PRIMARY KEY,v BLOB NOT NULL)"),
    ("place", "CREATE TABLE place(id INTEGER PRIMARY KEY,v BLOB NOT NULL)"),
    ("cold", "CREATE TABLE cold(id INTEGER PRIMARY KEY,n INTEGER NOT NULL,v BLOB NOT NULL)"),
]
HEADER = {24: 1, 32: 0, 36: 0, 40: 1, 44: 4, 48: 0, 52: 0, 56: 1, 64: 0, 68: 0x53426361,
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


def request_of(recipe, result_at, pool):
    """Puts a request together; `result_at` gives the result at a place, and the sources that it costs."""
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
            result, more = result_at(place)
            sources.update(more)
            data = view(result, number)
            sources[source] = len(data)
        need(offset + count <= len(data), "a span leaves its source")
        out += data[offset:offset + count]
        spans += 1
    need(spans <= 1 + len(out) // 32, "the number of spans")
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
    """The version and the page size."""
    need(len(data) >= 512, "the size of the file")
    need(data[:16] == b"SQLite format 3\0", "it is no SQLite database")
    version, page = struct.unpack_from(">I", data, 60)[0], struct.unpack_from(">H", data, 16)[0]
    need(version in (1, 2), "its version %d is another one" % version)
    need(page == PAGE if version == 1 else page in (512, 2048, 4096, 16384), "the size of its pages")
    need(data[18:24] == bytes([1, 1, 0, 0x40, 0x20, 0x20]), "the header")
    for offset, value in HEADER.items():
        need(struct.unpack_from(">I", data, offset)[0] == value, "the header at %d" % offset)
    need(struct.unpack_from(">I", data, 28)[0] * page == len(data), "the number of pages")
    return version, page


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
    requests = []
    for first, data in cold_blocks(base, 1):
        need(first == len(requests), "the order of requests")
        count, at = varint(data, 0)
        need(at + 8 * count <= len(data), "the table of a block")
        table = struct.unpack_from(">%dq" % count, data, at)
        need(len(set(table)) == count, "the table of a block")

        def result_at(place):
            need(place < count and table[place] in results, "a span's source")
            return results[table[place]], {}

        for recipe in records(data, at + 8 * count):
            requests.append(request_of(recipe, result_at, pool))
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


def check_schema(base, tables):
    schema = base.execute("SELECT type,name,tbl_name,sql FROM sqlite_schema ORDER BY rowid").fetchall()
    need(schema == [("table", name, name, sql) for name, sql in tables], "the schema")
    need(base.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",), "SQLite's integrity check")


def verify(path):
    """The version, the root, the file's digest, the number of exchanges and of their bytes."""
    with open(path, "rb") as file:
        data = file.read()
    version, page = check_header(data)
    for suffix in ("-wal", "-journal"):
        need(not os.path.lexists(path + suffix), "another program opened it to write")
    base = sqlite3.connect("file:%s?immutable=1" % path.replace("?", "%3f").replace("#", "%23"), uri=True)
    base.execute("PRAGMA trusted_schema=OFF")
    root, count, raw = verify_1(base) if version == 1 else verify_2(base, page, data)
    name = root.hex()[:16] + (".cas" if version == 1 else "-2.cas")
    need(os.path.basename(path) == name, "the name of the file")
    return version, root.hex(), sha(data).hex(), count, raw


def verify_1(base):
    check_schema(base, SCHEMA)
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
    return root, len(entries), raw


# Format 2

class Codes:
    """The four prefix codes of a cassette, and the blocks that are written in them."""

    def __init__(self, stored):
        need(len(stored) == 512, "the codes")
        self.tables = [self.table(stored[at:at + 128]) for at in range(0, 512, 128)]

    @staticmethod
    def table(stored):
        lengths = [half for byte in stored for half in (byte >> 4, byte & 15)]
        used = [length for length in lengths if length]
        need(max(used, default=0) <= 12, "a code")
        need(used in ([], [1]) or sum(1 << 12 - length for length in used) == 1 << 12, "a code")
        table, code = {}, 0
        for length in range(1, 13):
            for byte in range(256):
                if lengths[byte] == length:
                    table[length, code] = byte
                    code += 1
            code <<= 1
        return table

    def lz4(self, coded, size):
        """The LZ4 block that decodes to so many bytes."""
        bits, at, out = "".join("{:08b}".format(byte) for byte in coded), 0, bytearray()

        def byte(table):
            nonlocal at
            code = 0
            for length in range(1, 13):
                need(at < len(bits), "a block's codes")
                code = code << 1 | (bits[at] == "1")
                at += 1
                if (length, code) in table:
                    out.append(table[length, code])
                    return out[-1]
            raise Damaged("a block's codes")

        def length(number):
            if number == 15:
                while True:
                    more = byte(self.tables[1])
                    number += more
                    need(number <= size, "a block's codes")
                    if more < 255:
                        break
            return number

        decoded = 0
        while True:
            token = byte(self.tables[0])
            literals = length(token >> 4)
            need(decoded + literals <= size, "a block's codes")
            for _ in range(literals):
                byte(self.tables[2])
            decoded += literals
            if decoded == size:
                break
            need(at + 8 <= len(bits), "a block's codes")
            out.append(int(bits[at:at + 8], 2))
            at += 8
            byte(self.tables[3])
            decoded += length(token & 15) + 4
            need(decoded < size, "a block's codes")
        need(token & 15 == 0 and len(bits) - at < 8 and "1" not in bits[at:], "a block's end")
        return bytes(out)

    def unblock(self, v, n, dictionary=b""):
        need(0 <= n <= min(17829952, 2040 * len(v) + 64) and len(v) > 0, "the size of a block")
        form, rest = v[0], v[1:]
        need(form < 3 and (len(rest) == n if form == 0 else len(rest) < n), "the form of a block")
        if form == 0:
            return rest
        data = lz4(rest if form == 1 else self.lz4(rest, n), n, dictionary)
        need(len(data) == n, "a block decodes to another size")
        return data


def names(data):
    found, at = [], 0
    for name in records(data, at):
        need(len(name) <= 64 and (not found or found[-1] < name), "a list of names")
        found.append(name)
    return [name.decode("utf-8") for name in found]


def table_rows(base, table, count):
    """The rows of `leaf` or `place`, and how many exchanges each has."""
    rows = base.execute("SELECT id,v FROM %s ORDER BY id" % table).fetchall()
    need([row for row, _ in rows] == list(range(0, count, ROW)), "the rows of %s" % table)
    return [(min(ROW, count - row), v) for row, v in rows]


def read_leaves(base, count):
    """Slot, SHA-256 of request and result, and sequence number of each leaf in its order."""
    leaves = []
    for more, v in table_rows(base, "leaf", count):
        need(len(v) >= 96 * more, "a row of leaves")
        at = 96 * more
        for number in range(more):
            digests = v[96 * number:96 * number + 96]
            sample, at = varint(v, at)
            ordinal, at = varint(v, at)
            seq, at = varint(v, at)
            leaves.append((digests[:32] + struct.pack(">II", sample, ordinal), digests[32:64],
                           digests[64:], seq))
        need(at == len(v), "a row of leaves")
    need(all(left[0] < right[0] for left, right in zip(leaves, leaves[1:])), "the order of the slots")
    need(sorted(leaf[3] for leaf in leaves) == list(range(count)), "the sequence numbers")
    return leaves


def read_places(base, count, kinds):
    """Kind, sizes, and SHA-256 of scope and provenance by sequence number."""
    places = []
    for more, v in table_rows(base, "place", count):
        rows, runs, at = [], [], 0
        for _ in range(more):
            kind, at = varint(v, at)
            request, at = varint(v, at)
            result, at = varint(v, at)
            need(kind < len(kinds) and request <= CONTENT and result <= CONTENT, "a place")
            rows.append((kinds[kind], request, result))
        for _ in range(2):
            digests = []
            while len(digests) < more:
                run, at = varint(v, at)
                need(0 < run <= more - len(digests) and at + 32 <= len(v), "a run of digests")
                digests += [v[at:at + 32]] * run
                at += 32
            runs.append(digests)
        need(at == len(v), "a row of places")
        places += zip(rows, runs[0], runs[1])
    return places


def verify_2(base, page, data):
    check_schema(base, SCHEMA2)
    meta = dict(base.execute("SELECT k,v FROM meta"))
    need({"codes", "entries", "kinds", "raw", "root", "seal"} <= set(meta)
         <= {"codes", "contents", "entries", "kinds", "lanes", "raw", "root", "seal"}, "the facts")
    seal = meta["seal"]
    need(len(seal) == 32 and seal in data[:4 << 20], "the file's own digest")
    need(sha(data.replace(seal, bytes(32), 1)) == seal, "the file's own digest")
    count, raw = int.from_bytes(meta["entries"], "big"), int.from_bytes(meta["raw"], "big")
    need(page in next(sizes for below, sizes in PAGES if raw < below), "the size of its pages")
    kinds, lanes = names(meta["kinds"]), names(meta.get("lanes", b""))
    for name in kinds:
        need(name in KINDS, "it holds exchanges of the kind %r, which is not known" % name)
    for name in lanes:
        need(name in LANES, "it holds exchanges of the lane %r, which is not known" % name)
    leaves = read_leaves(base, count)
    places = read_places(base, count, [KINDS[name] for name in kinds])
    hashed = []
    for slot, request, result, seq in leaves:
        (kind, _, _), scope, provenance = places[seq]
        hashed.append(sha(b"\0" + slot + bytes([kind]) + request + result + scope + provenance))
    root = merkle(hashed)
    need(root == meta["root"], "its leaves do not give its root")
    need(raw == sum(place[0][1] + place[0][2] for place in places), "the number of bytes")
    need(set(KINDS[name] for name in kinds) == set(place[0][0] for place in places), "its kinds")
    check_readings(base, Codes(meta["codes"]), leaves, places, lanes, meta.get("contents", b""))
    return root, count, raw


def check_readings(base, codes, leaves, places, lanes, contents):
    """Decodes everything and holds it against the leaves."""
    blocks = {kind: [] for kind in range(1, 7)}
    dictionary = base.execute("SELECT v,n FROM cold WHERE id=?", (6 << 48,)).fetchone()
    dictionary = codes.unblock(*dictionary) if dictionary else b""
    need(len(dictionary) <= 64000, "the dictionary")
    for row, n, v in base.execute("SELECT id,n,v FROM cold ORDER BY id"):
        need(row >> 48 in blocks, "a block of an unknown kind")
        data = codes.unblock(v, n, dictionary if row >> 48 == 4 else b"")
        blocks[row >> 48].append((row & (1 << 48) - 1, data))
    by_seq = {leaf[3]: leaf for leaf in leaves}
    results, block_of = [], []
    for first, data in blocks[4]:
        need(first == len(results) and data, "the order of results")
        at = 0
        while len(results) < len(places) and at + places[len(results)][0][2] <= len(data):
            size = places[len(results)][0][2]
            results.append(data[at:at + size])
            block_of.append((first, len(data)))
            at += size
        need(at == len(data), "a block of results")
    while len(results) < len(places):
        need(places[len(results)][0][2] == 0, "the number of results")
        results.append(b"")
    pool = b"".join(data for _, data in blocks[3])
    need([number for number, _ in blocks[3]] == list(range(len(blocks[3])))
         and all(len(data) == 65536 for _, data in blocks[3][:-1])
         and all(0 < len(data) <= 65536 for _, data in blocks[3][-1:]), "the pool")
    requests, labels = [], []
    for first, data in blocks[1]:
        need(first == len(requests), "the order of requests")
        for recipe in records(data, 0):
            own = len(requests)

            def result_at(place):
                seq = own + (place >> 1 ^ -(place & 1))
                need(0 <= seq < len(results), "a span's source")
                charged = block_of[seq] if results[seq] else (0, 0)
                return results[seq], {("block", charged[0]): charged[1]} if results[seq] else {}

            requests.append(request_of(recipe, result_at, pool))
    for first, data in blocks[2]:
        need(first == len(labels), "the order of labels")
        for label in records(data, 0):
            size, at = varint(label, 0)
            need(at + size <= len(label) and size <= 4096, "a label")
            labels.append((label[at:at + size], label[at + size:]))
    need(len(requests) == len(labels) == len(places), "the number of requests or labels")
    last, found = None, set()
    for seq, ((kind, request_size, _), scope, provenance) in enumerate(places):
        slot, request_digest, result_digest, _ = by_seq[seq]
        request = requests[seq]
        need(len(request) == request_size and sha(request) == request_digest, "a request")
        need(sha(results[seq]) == result_digest, "the digest of a result")
        need(sha(labels[seq][0]) == scope and sha(labels[seq][1]) == provenance, "a label")
        need(last is None or last < (labels[seq][0], slot), "the order of the sequence numbers")
        last = (labels[seq][0], slot)
        need(action_digest(kind, request) == slot[:32], "a request does not give its action")
        if request.startswith(b'[["lane","'):
            found.add(request[10:].split(b'"')[0].decode("utf-8"))
    need(sorted(found) == lanes, "its lanes")
    digests = [contents[at:at + 32] for at in range(0, len(contents), 32)]
    need(digests == sorted(set(digests)) and all(len(digest) == 32 for digest in digests), "its contents")
    need([number for number, _ in blocks[5]] == list(range(len(digests)))
         and [sha(data) for _, data in blocks[5]] == digests, "its contents")
    for digest in digests:
        need(any(b"sha256:" + digest.hex().encode() in request for request in requests),
             "a content that no request names")


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
                version, root, digest, count, raw = verify(path)
            except (Damaged, sqlite3.Error, IndexError, KeyError, struct.error, ValueError, TypeError) as error:
                sys.exit("%s: %s" % (path, error or type(error).__name__))
            line = "%s %s %d %d" % (root, digest, count, raw)
            lines.append(line + " steerbench-cassette-1" if version == 1
                         else "steerbench-cassette-2 " + line)
            print(json.dumps({"entries": count, "file": os.path.basename(path), "fileDigest": digest,
                              "raw": raw, "root": root}, sort_keys=True))
        if index is not None and sorted(lines) != index:
            sys.exit("%s: INDEX does not name its cassettes" % argument)


if __name__ == "__main__":
    main()
