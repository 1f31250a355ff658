import Cassettes
import Foundation
import Tasks
import Wire

/// How many verified answers a core gives, beside an index that holds nothing back.
extension CassetteBench {
  func measureLookups(_ results: inout BenchResults) throws {
    var generator = SeededGenerator(seed: "look-ups")
    let order = generator.shuffled(Array(corpus.exchanges.indices))
    let slots = order.map { corpus.exchanges[$0].slot }
    let requests = order.map { corpus.exchanges[$0].request }
    let cassette = try SealedCassette(path: path)
    let index = try RawIndex(
      of: corpus.exchanges, file: folder.appending(path: "raw.index"))
    var sum: Int64 = 0
    let count = Double(slots.count)
    let own = try Self.best(of: 5) {
      for slot in slots { sum &+= Int64(try cassette.withResult(at: slot) { $0.count } ?? 0) }
    }
    let limit = try Self.best(of: 5) {
      for slot in slots { sum &+= Int64(try index.verified(slot)) }
    }
    let hashing = Self.best(of: 3) {
      for request in requests { sum &+= Digest.sha256(request).leading64 }
    }
    guard sum != 0 else { throw BenchError("The look-ups add up to nothing.") }
    results.add("verified look-ups a core", count / own, "/s", mark: .atLeast(150_000))
    results.add("raw mapped index, memcpy and SHA-256", count / limit, "/s")
    results.add("look-ups / raw index", limit / own, "", decimals: 2, mark: .atLeast(0.6))
    results.add("look-ups, request hashed too", count / (own + hashing), "/s")
    results.add("raw index, request hashed too", count / (limit + hashing), "/s")
    results.add(
      "look-ups / raw index, request hashed too", (limit + hashing) / (own + hashing), "",
      decimals: 2, mark: .atLeast(0.6))
  }
}

/// An open-addressing table of slots over uncompressed results, mapped into memory: as little work
/// as a verified look-up can be.
///
/// It takes eight times the disk of a cassette.
final class RawIndex {
  private struct Row {
    var slot: Slot
    var digest: Digest
    var offset: Int
    var count: Int
  }

  private let table: [Int32]
  private let rows: [Row]
  private let content: UnsafeRawBufferPointer
  private let copy: UnsafeMutableRawBufferPointer

  /// Writes the results of some exchanges to a file and maps it.
  init(of exchanges: [Exchange], file: URL) throws {
    var rows: [Row] = []
    var bytes = Data()
    var capacity = 64
    while capacity < 2 * exchanges.count { capacity *= 2 }
    var table = [Int32](repeating: -1, count: capacity)
    for exchange in exchanges {
      var place = Int(truncatingIfNeeded: Self.hash(exchange.slot)) & (capacity - 1)
      while table[place] >= 0 { place = (place + 1) & (capacity - 1) }
      table[place] = Int32(rows.count)
      rows.append(
        Row(
          slot: exchange.slot, digest: .sha256(exchange.result), offset: bytes.count,
          count: exchange.result.count))
      bytes.append(contentsOf: exchange.result)
    }
    try bytes.write(to: file)
    content = try Self.map(file, size: bytes.count)
    copy = .allocate(byteCount: rows.map(\.count).max() ?? 1, alignment: 64)
    self.rows = rows
    self.table = table
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: content.baseAddress), content.count)
    copy.deallocate()
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

  /// Looks a slot up, copies its result and compares the copy's digest; gives its size.
  func verified(_ slot: Slot) throws(BenchError) -> Int {
    var place = Int(truncatingIfNeeded: Self.hash(slot)) & (table.count - 1)
    while table[place] >= 0 {
      let row = rows[Int(table[place])]
      if row.slot == slot {
        let target = UnsafeMutableRawBufferPointer(rebasing: copy[..<row.count])
        target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: content[row.offset..<row.offset + row.count]))
        guard Digest.sha256(UnsafeRawBufferPointer(target)) == row.digest else { break }
        return row.count
      }
      place = (place + 1) & (table.count - 1)
    }
    throw BenchError("The raw index misses \(slot).")
  }
}
