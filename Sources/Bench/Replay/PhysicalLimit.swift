import CLZ4
import CSQLite
import Cassettes
import Evaluation
import Foundation
import RecordReplay
import Wire

/// What no replay of the same exchanges can beat on this machine, whatever its code: the requests
/// hashed into keys, the results decompressed, verified and copied once.
///
/// It works on the sealed cassette's own compressed blocks and dictionary and on its own requests,
/// with the hash and the LZ4 that the cassettes use, in the order of the cassette's rows.
struct PhysicalLimit {
  /// Exchanges a second of processor time.
  var exchangesPerSecond: Double
  /// The mean size of a request and its result.
  var bytesPerExchange: Int

  /// A sealed exchange in memory.
  private struct Sealed {
    var request: [UInt8]
    var block: [UInt8]
    var size: Int
  }

  /// Measures with the exchanges of a recorded folder.
  static func measure(_ folder: URL) async throws -> PhysicalLimit {
    let cassettes = try CassetteFolder(path: folder.path)
    let reader = try CassetteReader(try CassetteUnion(cassettes))
    var sealed: [Sealed] = []
    for entry in try reader.entries() {
      sealed.append(Sealed(request: try reader.request(of: entry), block: [], size: 0))
    }
    guard let line = cassettes.lines.first, cassettes.lines.count == 1, !sealed.isEmpty else {
      throw BenchError("\(folder.path) must hold one cassette.")
    }
    let dictionary = try blocks(of: cassettes.path(of: line), into: &sealed)
    let seconds = try run(sealed, dictionary)
    let bytes = sealed.reduce(0) { $0 + $1.request.count + $1.size }
    return PhysicalLimit(
      exchangesPerSecond: Double(sealed.count) / seconds, bytesPerExchange: bytes / sealed.count)
  }

  /// Processor seconds for the work on all exchanges.
  private static func run(_ sealed: [Sealed], _ dictionary: [UInt8]) throws(BenchError) -> Double {
    let largest = sealed.reduce(0) { max($0, $1.size) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: dictionary.count + largest, alignment: 16)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: largest, alignment: 16)
    defer {
      buffer.deallocate()
      copy.deallocate()
    }
    buffer.copyBytes(from: dictionary)
    // Everything that was computed ends up here, so that no work can be left out.
    var sum: Int64 = 0
    let start = ResourceUsage.cpuSeconds
    for exchange in sealed {
      sum &+= Digest.sha256(exchange.request).leading64
      let output = UnsafeMutableRawBufferPointer(
        rebasing: buffer[dictionary.count...].prefix(exchange.size))
      guard decompress(exchange.block, dictionary.count, buffer, output) else {
        throw BenchError("A block of the cassette cannot be decompressed.")
      }
      sum &+= Digest.sha256(UnsafeRawBufferPointer(output)).leading64
      copy.copyMemory(from: UnsafeRawBufferPointer(output))
      sum &+= Int64(copy.last ?? 0)
    }
    let seconds = ResourceUsage.cpuSeconds - start
    guard sum != 0 else { throw BenchError("The cassette's digests add up to nothing.") }
    return seconds
  }

  private static func decompress(
    _ block: [UInt8], _ dictionary: Int, _ buffer: UnsafeMutableRawBufferPointer,
    _ output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard block.count != output.count else {
      output.copyBytes(from: block)
      return true
    }
    return block.withUnsafeBytes { block in
      LZ4_decompress_safe_usingDict(
        block.baseAddress?.assumingMemoryBound(to: CChar.self),
        output.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(block.count),
        Int32(output.count), buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
        Int32(dictionary)) == Int32(output.count)
    }
  }
}

// MARK: - The cassette's file

extension PhysicalLimit {
  /// Reads the compressed results, by row, and gives the dictionary.
  private static func blocks(
    of path: String, into sealed: inout [Sealed]
  ) throws(BenchError) -> [UInt8] {
    var connection: OpaquePointer?
    defer { sqlite3_close_v2(connection) }
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw BenchError("\(path): the cassette cannot be opened.")
    }
    var found = 0
    try rows(of: "SELECT seq,n,v FROM entry", connection) { statement in
      let row = Int(sqlite3_column_int64(statement, 0))
      guard sealed.indices.contains(row) else { return }
      sealed[row].size = Int(sqlite3_column_int64(statement, 1))
      sealed[row].block = blob(statement, 2)
      found += 1
    }
    guard found == sealed.count else { throw BenchError("\(path): rows are missing.") }
    var dictionary: [UInt8] = []
    try rows(of: "SELECT v FROM meta WHERE k='dictionary'", connection) {
      dictionary = blob($0, 0)
    }
    return dictionary
  }

  private static func rows(
    of sql: String, _ connection: OpaquePointer?, _ body: (OpaquePointer?) -> Void
  ) throws(BenchError) {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
      throw BenchError("The cassette's schema is another one.")
    }
    while sqlite3_step(statement) == SQLITE_ROW { body(statement) }
  }

  private static func blob(_ statement: OpaquePointer?, _ column: Int32) -> [UInt8] {
    let start = sqlite3_column_blob(statement, column)
    let count = start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}
