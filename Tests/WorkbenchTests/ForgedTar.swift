import Basics
import Foundation

/// A tar archive that a stranger puts together: any file, any kind, any head.
struct ForgedTar {
  /// One entry.
  struct Entry {
    var path: String
    var bytes: [UInt8]
    var kind = UInt8(ascii: "0")
    var link = ""
    /// Changes the head before its sum is made.
    var edit: (inout [UInt8]) -> Void = { _ in }
  }

  var entries: [Entry]
  var trailer = [UInt8](repeating: 0, count: 1024)

  /// The entries of an archive that is written well.
  init(_ bytes: [UInt8]) {
    entries = []
    var offset = 0
    while offset + 512 <= bytes.count, bytes[offset] != 0 {
      let head = bytes[offset..<offset + 512]
      let path = String(decoding: head.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
      let digits = String(decoding: head.dropFirst(124).prefix(11), as: UTF8.self)
      let size = Int(digits, radix: 8) ?? 0
      let start = offset + 512
      entries.append(Entry(path: path, bytes: Array(bytes[start..<start + size])))
      offset = start + (size + 511) / 512 * 512
    }
  }

  /// The archive.
  var bytes: [UInt8] {
    entries.flatMap { entry -> [UInt8] in
      var head = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, _ place: Int) {
        head.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
      }
      put(String(entry.path.prefix(100)), 0)
      put("0000644\0", 100)
      put("0000000\0", 108)
      put("0000000\0", 116)
      put(Self.octal(entry.bytes.count, 11) + "\0", 124)
      put(Self.octal(0, 11) + "\0", 136)
      put("        ", 148)
      head[156] = entry.kind
      put(entry.link, 157)
      put("ustar\0" + "00", 257)
      entry.edit(&head)
      put(Self.octal(head.reduce(0) { $0 + Int($1) }, 6) + "\0 ", 148)
      let padding = (512 - entry.bytes.count % 512) % 512
      return head + entry.bytes + [UInt8](repeating: 0, count: padding)
    } + trailer
  }

  /// Puts a file in its place in the order of the paths and into the manifest, as a careful stranger does.
  mutating func add(_ path: String, _ bytes: [UInt8]) throws {
    entries.append(Entry(path: path, bytes: bytes))
    try list(path, bytes)
    sort()
  }

  /// Replaces a file's bytes, in the manifest too.
  mutating func replace(_ path: String, _ bytes: [UInt8]) throws {
    for index in entries.indices where entries[index].path == path { entries[index].bytes = bytes }
    try unlist(path)
    try list(path, bytes)
  }

  /// Gives a file another path, in the manifest too.
  mutating func rename(_ path: String, to other: String) throws {
    guard let index = entries.firstIndex(where: { $0.path == path }) else { return }
    entries[index].path = other
    try unlist(path)
    try list(other, entries[index].bytes)
    sort()
  }

  /// Replaces a text in the manifest.
  mutating func editManifest(_ text: String, _ other: String) {
    let manifest = String(decoding: entries[0].bytes, as: UTF8.self)
    entries[0].bytes = Array(manifest.replacingOccurrences(of: text, with: other).utf8)
  }

  private mutating func list(_ path: String, _ bytes: [UInt8]) throws {
    try editFiles { files in
      files.append([
        "path": .string(path), "sha256": .string(Digest.sha256(bytes).hex),
        "size": .integer(Int64(bytes.count)),
      ])
      files.sort {
        ($0["path"]?.string ?? "").utf8.lexicographicallyPrecedes(($1["path"]?.string ?? "").utf8)
      }
    }
  }

  private mutating func unlist(_ path: String) throws {
    try editFiles { files in files.removeAll { $0["path"]?.string == path } }
  }

  private mutating func editFiles(_ edit: (inout [JSONValue]) -> Void) throws {
    let manifest = try JSONValue(parsing: entries[0].bytes)
    guard var object = manifest.object, var files = manifest["files"]?.array else { return }
    edit(&files)
    object["files"] = .array(files)
    entries[0].bytes = try CanonicalJSON.bytes(of: .object(object))
  }

  private mutating func sort() {
    let sorted = entries.dropFirst().sorted {
      $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
    }
    entries = [entries[0]] + sorted
  }

  private static func octal(_ number: Int, _ digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}
