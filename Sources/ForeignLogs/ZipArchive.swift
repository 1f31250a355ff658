import Basics
import CZlib

/// A ZIP file of a stranger, whose entries are taken out one at a time.
///
/// Nothing is written to a disk, so that a name leads nowhere; it is held against what a log may have all the
/// same. Every size is bounded before memory is taken for it, by what the file claims and by what comes out.
struct ZipArchive {
  /// The largest entry, when it is whole.
  static let entryByteLimit = 64 << 20
  /// The most bytes of all entries together, when they are whole.
  static let byteLimit = 1 << 30

  /// One entry.
  struct Entry {
    /// The name.
    let name: String
    /// The size when it is whole, as the archive claims.
    let size: Int
    fileprivate let packed: Int
    fileprivate let method: Int
    fileprivate let place: Int
    fileprivate let crc: UInt32
  }

  private let bytes: [UInt8]
  private let title: String
  /// The entries, in the order of the archive's list.
  let entries: [Entry]

  /// Whether bytes begin as a ZIP file does.
  static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) }

  /// Reads the list of entries.
  ///
  /// - Parameter title: What the file is called in errors.
  init(_ bytes: [UInt8], named title: String) throws(LogFault) {
    self.bytes = bytes
    self.title = title
    let reader = ZipBytes(bytes, title)
    let end = try reader.end()
    let count = try reader.number(end + 10, 2)
    var place = try reader.number(end + 16, 4)
    guard count < 0xffff, place < 0xffff_ffff else {
      throw LogFault(
        "\(title): it is a ZIP file of more than 4 GiB or 65,534 entries, which no log is.")
    }
    var entries: [Entry] = []
    var names: Set<String> = []
    var whole = 0
    for _ in 0..<count {
      let (entry, next) = try reader.entry(at: place)
      guard names.insert(entry.name).inserted else {
        throw LogFault("\(title): the entry \(entry.name) stands in it twice.")
      }
      whole += entry.size
      guard whole <= Self.byteLimit else {
        throw LogFault("\(title): unpacked it is larger than \(Self.byteLimit) bytes.")
      }
      entries.append(entry)
      place = next
    }
    self.entries = entries
  }

  /// The bytes of an entry, held against its size and its checksum.
  func bytes(of entry: Entry) throws(LogFault) -> [UInt8] {
    let reader = ZipBytes(bytes, title)
    let start = try reader.content(of: entry)
    let packed = bytes[start..<start + entry.packed]
    let whole: [UInt8]
    switch entry.method {
    case 0: whole = Array(packed)
    case 8: whole = try inflated(packed, entry)
    case 93:
      guard Zstandard.isThere else {
        throw LogFault(
          "\(title): \(entry.name) is packed by zstd, and there is no libzstd.so.1 here. Install it (apt-get "
            + "install libzstd1), or write the log as JSON: inspect log convert LOG --to json --output-dir DIR."
        )
      }
      guard let unpacked = Zstandard.unpacked(packed, to: entry.size) else {
        throw damaged(entry)
      }
      whole = unpacked
    case let other:
      throw LogFault("\(title): \(entry.name) is packed by the method \(other), which is not read.")
    }
    let sum = whole.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
    guard whole.count == entry.size, UInt32(truncatingIfNeeded: sum) == entry.crc else {
      throw LogFault("\(title): \(entry.name) is damaged: it is not what the archive's list says.")
    }
    return whole
  }

  private func inflated(_ packed: ArraySlice<UInt8>, _ entry: Entry) throws(LogFault) -> [UInt8] {
    var stream = z_stream()
    guard steerbench_inflate_init(&stream, -15) == Z_OK else {
      throw LogFault("\(title): there is no memory to unpack it.")
    }
    defer { inflateEnd(&stream) }
    var input = Array(packed)
    // One byte more than it may have: what comes to that is no longer what the list says.
    var output = [UInt8](repeating: 0, count: entry.size + 1)
    let (code, left) = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return (inflate(&stream, Z_FINISH), Int(stream.avail_out))
      }
    }
    guard code == Z_STREAM_END, left == 1 else {
      throw damaged(entry)
    }
    output.removeLast()
    return output
  }

  private func damaged(_ entry: Entry) -> LogFault {
    LogFault("\(title): \(entry.name) is damaged, or larger than the archive's list says.")
  }
}

/// The bytes of an archive, read by their places.
private struct ZipBytes {
  private let bytes: [UInt8]
  private let title: String

  init(_ bytes: [UInt8], _ title: String) {
    self.bytes = bytes
    self.title = title
  }

  /// A number whose lowest byte comes first.
  func number(_ place: Int, _ count: Int) throws(LogFault) -> Int {
    guard place >= 0, place + count <= bytes.count else { throw damaged }
    return bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private var damaged: LogFault { LogFault("\(title): it is cut off or damaged.") }

  /// The place of the record that ends an archive; a comment may follow it.
  func end() throws(LogFault) -> Int {
    let size = 22
    let last = bytes.count - size
    guard last >= 0 else { throw damaged }
    for place in stride(from: last, through: max(0, last - 0xffff), by: -1)
    where bytes[place..<place + 4].elementsEqual([0x50, 0x4b, 0x05, 0x06]) {
      return place
    }
    throw damaged
  }

  func entry(at place: Int) throws(LogFault) -> (ZipArchive.Entry, next: Int) {
    guard try number(place, 4) == 0x0201_4b50 else { throw damaged }
    let lengths = (
      name: try number(place + 28, 2), extra: try number(place + 30, 2),
      comment: try number(place + 32, 2)
    )
    let start = place + 46
    guard start + lengths.name <= bytes.count else { throw damaged }
    let name = String(decoding: bytes[start..<start + lengths.name], as: UTF8.self)
    let shown = String(VisibleText.escape(name).prefix(100))
    guard Self.isName(name) else {
      throw LogFault("\(title): it has an entry \"\(shown)\", which no log has.")
    }
    guard try number(place + 8, 2) & 1 == 0 else {
      throw LogFault("\(title): \(shown) is encrypted.")
    }
    let entry = ZipArchive.Entry(
      name: name, size: try number(place + 24, 4), packed: try number(place + 20, 4),
      method: try number(place + 10, 2), place: try number(place + 42, 4),
      crc: UInt32(try number(place + 16, 4)))
    guard entry.size <= ZipArchive.entryByteLimit else {
      throw LogFault(
        "\(title): \(shown) is larger than \(ZipArchive.entryByteLimit) bytes when it is unpacked.")
    }
    return (entry, start + lengths.name + lengths.extra + lengths.comment)
  }

  /// Where the content of an entry begins, all of which is there.
  func content(of entry: ZipArchive.Entry) throws(LogFault) -> Int {
    guard try number(entry.place, 4) == 0x0403_4b50 else { throw damaged }
    let start =
      entry.place + 30 + (try number(entry.place + 26, 2)) + (try number(entry.place + 28, 2))
    guard start + entry.packed <= bytes.count else { throw damaged }
    return start
  }

  /// Whether a log may have an entry of a name: it leads nowhere and out of nothing.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 1_000 && !name.hasPrefix("/") && !name.contains("\\")
      && !name.utf8.contains(0) && !name.split(separator: "/").contains { $0 == ".." || $0 == "." }
  }
}
