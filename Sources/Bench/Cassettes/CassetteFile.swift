import Basics
import CLZ4
import CSQLite
import Cassettes
import Foundation
import Glibc

/// A sealed cassette opened by hand, to look at what its reader does not tell.
final class CassetteFile {
  private var connection: OpaquePointer?

  /// Opens the file.
  init(path: String) throws {
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw BenchError("\(path): the cassette cannot be opened.")
    }
  }

  deinit {
    sqlite3_close_v2(connection)
  }

  /// The one number that a query gives.
  func number(_ sql: String) throws -> Int {
    var number: Int?
    try forEachRow(of: sql) { number = Int(sqlite3_column_int64($0, 0)) }
    guard let number else { throw BenchError("\(sql): it gives nothing.") }
    return number
  }

  /// All results as they are stored.
  func results() throws -> [RawResult] {
    var results: [RawResult] = []
    try forEachRow(of: "SELECT action,sample,ordinal,digest,n,v FROM entry") { row in
      guard let action = Digest(bytes: Self.blob(row, 0)),
        let digest = Digest(bytes: Self.blob(row, 3))
      else { return }
      let slot = Slot(
        action: action, sample: UInt32(truncatingIfNeeded: sqlite3_column_int64(row, 1)),
        ordinal: UInt32(truncatingIfNeeded: sqlite3_column_int64(row, 2)))
      results.append(
        RawResult(
          slot: slot, digest: digest, size: Int(sqlite3_column_int64(row, 4)),
          block: Self.blob(row, 5)))
    }
    return results
  }

  /// The dictionary of the results; nothing where there is none.
  func dictionary() throws -> [UInt8] {
    var dictionary: [UInt8] = []
    try forEachRow(of: "SELECT v FROM meta WHERE k='dictionary'") {
      dictionary = Self.blob($0, 0)
    }
    return dictionary
  }

  private func forEachRow(of sql: String, _ body: (OpaquePointer?) -> Void) throws {
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

/// A result as an index holds it.
struct RawResult {
  var slot: Slot
  var digest: Digest
  /// The size of the result.
  var size: Int
  /// The result as one LZ4 block, or as it is.
  var block: [UInt8]
}

/// An open-addressing table over results in a file that is mapped into memory: as little work as a
/// verified look-up can be.
final class RawIndex {
  private struct Row {
    var slot: Slot
    var digest: Digest
    var range: Range<Int>
    var size: Int
  }

  private let table: [Int32]
  private let rows: [Row]
  private let content: UnsafeRawBufferPointer
  private let dictionarySize: Int
  /// The dictionary, and after it the result.
  private let buffer: UnsafeMutableRawBufferPointer

  /// Writes some results to a file and maps it.
  init(_ results: [RawResult], dictionary: [UInt8], file: URL) throws {
    var rows: [Row] = []
    var bytes = Data()
    var capacity = 64
    while capacity < 2 * results.count { capacity *= 2 }
    var table = [Int32](repeating: -1, count: capacity)
    for result in results {
      var place = Int(truncatingIfNeeded: Self.hash(result.slot)) & (capacity - 1)
      while table[place] >= 0 { place = (place + 1) & (capacity - 1) }
      table[place] = Int32(rows.count)
      rows.append(
        Row(
          slot: result.slot, digest: result.digest,
          range: bytes.count..<bytes.count + result.block.count, size: result.size))
      bytes.append(contentsOf: result.block)
    }
    try bytes.write(to: file)
    content = try Self.map(file, size: bytes.count)
    dictionarySize = dictionary.count
    buffer = .allocate(
      byteCount: dictionary.count + (results.map(\.size).max() ?? 0) + 1, alignment: 64)
    buffer.copyBytes(from: dictionary)
    self.rows = rows
    self.table = table
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: content.baseAddress), content.count)
    buffer.deallocate()
  }

  private static func map(_ file: URL, size: Int) throws -> UnsafeRawBufferPointer {
    let descriptor = open(file.path, O_RDONLY)
    defer { close(descriptor) }
    guard descriptor >= 0,
      let start = mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0),
      start != MAP_FAILED
    else { throw BenchError("\(file.path): it cannot be mapped.") }
    return UnsafeRawBufferPointer(start: start, count: size)
  }

  private static func hash(_ slot: Slot) -> Int64 {
    slot.action.leading64 &+ Int64(slot.sample) &* 31 &+ Int64(slot.ordinal)
  }

  /// Looks a slot up, copies or decodes its result and compares that one's digest; gives its size.
  func verified(_ slot: Slot) throws(BenchError) -> Int {
    var place = Int(truncatingIfNeeded: Self.hash(slot)) & (table.count - 1)
    while table[place] >= 0 {
      let row = rows[Int(table[place])]
      if row.slot == slot {
        let result = UnsafeMutableRawBufferPointer(
          rebasing: buffer[dictionarySize..<dictionarySize + row.size])
        unpack(UnsafeRawBufferPointer(rebasing: content[row.range]), into: result)
        guard Digest.sha256(UnsafeRawBufferPointer(result)) == row.digest else { break }
        return row.size
      }
      place = (place + 1) & (table.count - 1)
    }
    throw BenchError("The raw index misses \(slot).")
  }

  private func unpack(_ block: UnsafeRawBufferPointer, into result: UnsafeMutableRawBufferPointer) {
    guard block.count != result.count else { return result.copyMemory(from: block) }
    // A block that does not decode leaves bytes of another digest.
    _ = LZ4_decompress_safe_usingDict(
      block.baseAddress?.assumingMemoryBound(to: CChar.self),
      result.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(block.count),
      Int32(result.count), buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
      Int32(dictionarySize))
  }
}
