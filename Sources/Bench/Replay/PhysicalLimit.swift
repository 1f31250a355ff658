import Basics
import CLZ4
import Cassettes
import Foundation
import RecordReplay

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
    guard let line = cassettes.lines.first, cassettes.lines.count == 1 else {
      throw BenchError("\(folder.path) must hold one cassette.")
    }
    let file = try CassetteFile(path: cassettes.path(of: line))
    let stored = Dictionary(try file.results().map { ($0.slot, $0) }) { first, _ in first }
    let reader = try CassetteReader(try CassetteUnion(cassettes))
    var sealed: [Sealed] = []
    for entry in try reader.entries() {
      guard let result = stored[entry.slot] else {
        throw BenchError("\(folder.path): rows are missing.")
      }
      sealed.append(
        Sealed(
          request: try reader.request(of: entry), block: result.block, size: result.size))
    }
    guard !sealed.isEmpty else { throw BenchError("\(folder.path) holds no exchange.") }
    let dictionary = try file.dictionary()
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
