import Basics
import Cassettes

extension BundleManifest {
  /// The manifest as it is stored: canonical JSON, so that the same content has one digest.
  public func encoded() throws(SharingError) -> [UInt8] {
    let value: JSONValue = [
      "cassettes": .array(
        cassettes.map { cassette in
          [
            "exchanges": .integer(Int64(cassette.line.entryCount)),
            "rawBytes": .integer(Int64(cassette.line.rawByteCount)),
            "root": .string(cassette.line.root.hex),
            "sha256": .string(cassette.line.fileDigest.hex),
            "size": .integer(Int64(cassette.size)),
          ]
        }),
      "files": .array(
        files.map { file in
          [
            "path": .string(file.path.text), "sha256": .string(file.digest.hex),
            "size": .integer(Int64(file.size)),
          ]
        }),
      "folder": .string(folder.text), "format": .string(Self.format), "root": .string(root.hex),
      "sweep": .string(sweep),
    ]
    do {
      return try CanonicalJSON.bytes(of: value)
    } catch {
      throw .badManifest(sweep, "has a number that cannot be written")
    }
  }

  /// Reads a manifest; what is not understood to the last member is refused.
  ///
  /// - Parameters:
  ///   - bytes: The manifest as it is stored.
  ///   - place: Where it came from, for errors.
  public init(decoding bytes: [UInt8], from place: String) throws(SharingError) {
    guard bytes.count <= Self.byteLimit else { throw .badManifest(place, "is too large") }
    guard let value = try? JSONValue(parsing: bytes) else {
      throw .badManifest(place, "is no JSON: the digest may name another kind of file")
    }
    guard let format = value["format"]?.string else {
      throw .badManifest(place, "names no format: the digest may name another kind of file")
    }
    guard format == Self.format else {
      throw .badManifest(place, "has a format that this steerbench does not read")
    }
    guard
      value.object?.names.sorted() == [
        "cassettes", "files", "folder", "format", "root", "sweep",
      ],
      let sweep = value["sweep"]?.string, BundlePath(sweep)?.name == sweep,
      let root = value["root"]?.string.flatMap({ Digest(hex: $0) }),
      let cassettes = value["cassettes"]?.array, let files = value["files"]?.array
    else { throw .badManifest(place, "lacks a member, or has one too many") }
    guard let folder = value["folder"]?.string.flatMap({ BundlePath($0) }),
      folder.appending("0123456789abcdef.cas") != nil
    else { throw .badManifest(place, "puts the sweep where no file may lie") }
    var readCassettes: [Cassette] = []
    for entry in cassettes { readCassettes.append(try Self.cassette(entry, place)) }
    var readFiles: [File] = []
    for entry in files { readFiles.append(try Self.file(entry, place)) }
    try self.init(
      sweep: sweep, folder: folder, root: root, cassettes: readCassettes, files: readFiles)
    guard (try? encoded()) == bytes else {
      throw .badManifest(place, "is not written in its one form")
    }
  }

  private static func cassette(
    _ value: JSONValue, _ place: String
  ) throws(SharingError) -> Cassette {
    guard let root = value["root"]?.string.flatMap({ Digest(hex: $0) }),
      let digest = value["sha256"]?.string.flatMap({ Digest(hex: $0) }),
      let exchanges = value["exchanges"]?.integer, let raw = value["rawBytes"]?.integer,
      let size = value["size"]?.integer, exchanges >= 0, raw >= 0
    else { throw .badManifest(place, "describes a cassette wrongly") }
    return Cassette(
      line: CassetteIndexLine(
        root: root, fileDigest: digest, entryCount: exchanges, rawByteCount: raw), size: size)
  }

  private static func file(_ value: JSONValue, _ place: String) throws(SharingError) -> File {
    guard let text = value["path"]?.string else {
      throw .badManifest(place, "names a file without a path")
    }
    guard let path = BundlePath(text) else {
      throw .badManifest(
        place,
        "puts a file where none may lie, outside the bundle or under a name that is refused: "
          + VisibleText.escape(String(text.prefix(100))))
    }
    guard let digest = value["sha256"]?.string.flatMap({ Digest(hex: $0) }),
      let size = value["size"]?.integer
    else { throw .badManifest(place, "describes \(path) wrongly") }
    return File(path: path, digest: digest, size: size)
  }
}
