/// The lines of a file with their numbers, one after another.
///
/// A list of all of them takes many times as much memory as a file that is mostly line ends.
package struct ByteLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var start = 0
  private var number = 0

  /// Creates the lines of a file.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next line, without its end, and its number from 1; blank ones too.
  package mutating func next() -> (number: Int, line: ArraySlice<UInt8>)? {
    guard start < bytes.count else { return nil }
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    defer { start = end + 1 }
    number += 1
    return (number, bytes[start..<end])
  }
}
