import Basics
import Cassettes
import Glibc

/// Hostile bytes, opened, verified and read as a cassette or an INDEX.
///
/// An input is one byte that says how to read the rest, and the rest: a whole file; changes of a good
/// file; well-hashed lies in the rows of a good file; or an INDEX. The highest bit of the byte takes a
/// file of format 2. Whatever it is, nothing may crash or hang, and no answer may differ from the good
/// file's.
public final class CassetteProbe {
  /// An answer that is not the recorded one.
  public struct WrongAnswer: Error, CustomStringConvertible {
    public let description: String
  }

  /// How an input is read.
  enum Reading: UInt8, CaseIterable {
    case file
    case changes
    case lies
    case index
  }

  private let folder: String
  private let exchanges = NumberedExchange.exchanges(0..<40)
  /// The good file in either format.
  private let bases: [SealedImage]
  private let rows: [HostileRows]

  /// Creates a probe that works in a folder of its own.
  public init(folder: String) throws {
    self.folder = folder
    bases = try [.one, .two].map { [exchanges] in try CassetteSealer.seal(exchanges, as: $0) }
    rows = bases.map { HostileRows($0.bytes) }
    mkdir(folder, 0o700)
  }

  /// Tries one input.
  public func run(_ input: UnsafeRawBufferPointer) throws {
    guard let first = input.first, let reading = Reading(rawValue: first % 4) else { return }
    let rest = UnsafeRawBufferPointer(rebasing: input.dropFirst())
    let format = Int(first >> 7)
    switch reading {
    case .file:
      let isSolid = format == 1
      try open(
        HostileHeader.mended(
          Array(rest), version: format + 1, pageSize: isSolid ? 512 : HostileHeader.pageSize))
    case .changes: try open(HostileHeader.resealed(changed(by: rest, bases[format].bytes)))
    case .lies:
      if let bytes = rows[format].replaced(by: rest) { try open(bytes) }
    case .index:
      try write(Array(rest), to: "INDEX")
      _ = try? CassetteFolder(path: folder).verify(.full)
      unlink(folder + "/INDEX")
    }
  }

  /// The good file with some bytes replaced: an offset of three bytes, a count, and the bytes.
  private func changed(by input: UnsafeRawBufferPointer, _ base: [UInt8]) -> [UInt8] {
    var bytes = base
    var next = 0
    while next + 4 < input.count {
      let offset = Int(input[next]) << 16 | Int(input[next + 1]) << 8 | Int(input[next + 2])
      let count = min(Int(input[next + 3]) + 1, input.count - next - 4)
      for index in 0..<count where offset + index < bytes.count {
        bytes[offset + index] = input[next + 4 + index]
      }
      next += 4 + count
    }
    return bytes
  }

  /// Opens, verifies and reads a file, and compares every answer.
  private func open(_ bytes: [UInt8]) throws {
    try write(bytes, to: "probe.cas")
    guard let cassette = try? SealedCassette(path: folder + "/probe.cas") else { return }
    let isWhole = (try? cassette.verify(.full)) != nil
    let isBase = isWhole && cassette.root == bases[0].root
    for exchange in exchanges {
      let result = try? cassette.result(at: exchange.slot)
      _ = try? cassette.row(of: exchange.slot)
      if isBase, result != exchange.result {
        throw WrongAnswer(description: "another result under the same root")
      }
    }
    guard let entries = try? cassette.entries() else {
      if isWhole { throw WrongAnswer(description: "a whole file without entries") }
      return
    }
    let known = Dictionary(uniqueKeysWithValues: exchanges.map { ($0.slot, $0) })
    for entry in entries {
      let request = try? cassette.request(of: entry)
      let provenance = try? cassette.provenance(of: entry)
      let result = try? cassette.result(at: entry.slot)
      if isWhole, request == nil || provenance == nil || result == nil {
        throw WrongAnswer(description: "a whole file with a hole")
      }
      if let result, Digest.sha256(result) != entry.resultDigest {
        throw WrongAnswer(description: "a result that is not its digest's")
      }
      let exchange = known[entry.slot]
      if isBase,
        request != exchange?.request || provenance != exchange?.provenance
          || entry.scope != exchange?.scope || entry.kind != exchange?.kind
      {
        throw WrongAnswer(description: "another exchange under the same root")
      }
    }
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    let descriptor = Glibc.open(folder + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset)
      }
      guard written > 0 else { throw WrongAnswer(description: "the probe's folder is full") }
      offset += written
    }
  }
}
