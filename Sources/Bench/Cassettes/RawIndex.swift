import CLZ4
import Cassettes
import Foundation
import Glibc
import Basics

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
