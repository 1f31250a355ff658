import Foundation
import TestSupport
import Testing

@testable import ForeignLogs

@Suite("A ZIP file of a stranger")
struct ZipArchiveTests {
  /// An archive as Python's zipfile makes it, of entries that are stored as they are.
  private struct Made {
    var name = "header.json"
    var content = Array("{}".utf8)
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var claimed: UInt32?
    var crc: UInt32?

    func bytes(times: Int = 1) -> [UInt8] {
      var file: [UInt8] = []
      var list: [UInt8] = []
      for _ in 0..<times {
        let place = UInt32(file.count)
        let sizes =
          little(crc ?? Self.crc(content)) + little(UInt32(content.count))
          + little(claimed ?? UInt32(content.count))
        let head = little(flags) + little(method) + little(UInt32(0)) + sizes
        let lengths = little(UInt16(name.utf8.count)) + little(UInt16(0))
        file += [0x50, 0x4b, 3, 4, 20, 0] + head + lengths + Array(name.utf8) + content
        list += [0x50, 0x4b, 1, 2, 20, 0, 20, 0] + head + lengths
        list += little(UInt32(0)) + little(UInt32(0)) + little(UInt16(0)) + little(place)
        list += Array(name.utf8)
      }
      let end =
        little(UInt32(0)) + little(UInt16(times)) + little(UInt16(times))
        + little(UInt32(list.count)) + little(UInt32(file.count)) + little(UInt16(0))
      return file + list + [0x50, 0x4b, 5, 6] + end
    }

    var checksum: UInt32 { Self.crc(content) }

    private func little(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
      ~bytes.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
          sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1
        }
      }
    }
  }

  private func fault(_ bytes: [UInt8]) -> String {
    do throws(LogFault) {
      let archive = try ZipArchive(bytes, named: "a.eval")
      for entry in archive.entries { _ = try archive.bytes(of: entry) }
      return ""
    } catch {
      return error.description
    }
  }

  /// A megabyte of zeros, deflated raw.
  private static let zeros: [UInt8] = Array(
    Data(
      base64Encoded:
        "7cExAQAAAMKg9U9tCF+g" + String(repeating: "A", count: 1355) + "+Aw==") ?? Data())

  /// A megabyte of zeros, and two braces, packed by zstd.
  private static let zstdZeros: [UInt8] = [
    0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0x00, 0x00, 0x10, 0x00, 0x54, 0x00, 0x00, 0x10, 0x00, 0x00, 0x01,
    0x00, 0xfb, 0xff, 0x39, 0xc0, 0x02, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00,
    0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x02, 0x00, 0x10, 0x00, 0x03, 0x00,
    0x10, 0x00,
  ]
  private static let zstdBraces: [UInt8] = [
    0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x02, 0x11, 0x00, 0x00, 0x7b, 0x7d,
  ]
  /// What is said of an entry that zstd does not unpack to what is claimed, or where there is no zstd.
  private static var zstdFault: String { Zstandard.isThere ? "damaged" : "libzstd.so.1" }

  @Test("packed by zstd, as Inspect writes it, is unpacked by the library of the machine")
  func zstd() throws {
    guard Zstandard.isThere else { return }
    let braces = Made(
      content: Self.zstdBraces, method: 93, claimed: 2, crc: Made().checksum)
    let archive = try ZipArchive(braces.bytes(), named: "a.eval")
    #expect(try archive.bytes(of: archive.entries[0]) == Array("{}".utf8))
    let bomb = Made(content: Self.zstdZeros, method: 93, claimed: 100)
    #expect(fault(bomb.bytes()).contains("larger than"))
  }

  @Test("gives the bytes of its entries")
  func reads() throws {
    let archive = try ZipArchive(Made(name: "samples/1_epoch_1.json").bytes(), named: "a.eval")
    #expect(archive.entries.map(\.name) == ["samples/1_epoch_1.json"])
    #expect(try archive.bytes(of: archive.entries[0]) == Array("{}".utf8))
  }

  @Test(
    "is refused for names that lead elsewhere, for sizes that are absurd, and for what it cannot read"
  )
  func hostile() {
    for name in ["../header.json", "/etc/passwd", "a/../../b", "a\\b", "a\0b", ""] {
      #expect(fault(Made(name: name).bytes()).contains("which no log has"), "\(name)")
    }
    #expect(fault(Made().bytes(times: 2)).contains("twice"))
    #expect(fault(Made(claimed: UInt32.max - 1).bytes()).contains("larger than"))
    #expect(fault(Made(claimed: 3).bytes()).contains("damaged"))
    #expect(fault(Made(crc: 1).bytes()).contains("damaged"))
    #expect(fault(Made(flags: 1).bytes()).contains("encrypted"))
    #expect(fault(Made(content: [1, 2, 3], method: 93).bytes()).contains(Self.zstdFault))
    #expect(fault(Made(method: 12).bytes()).contains("the method 12"))
    #expect(fault(Made(content: [1, 2, 3], method: 8).bytes()).contains("damaged"))
  }

  @Test("does not grow beyond what its list says, however well it is packed")
  func bomb() {
    let time = ThreadTime.measure {
      #expect(
        fault(Made(content: Self.zeros, method: 8, claimed: 100).bytes()).contains("larger than"))
    }
    #expect(time < .seconds(1))
  }

  @Test("ends in entries or a fault, whatever its bytes")
  func anyBytes() {
    var numbers = SeededNumbers(3)
    let whole = Made(name: "samples/1.json").bytes(times: 1)
    for count in 0..<whole.count {
      #expect(fault(Array(whole.prefix(count))) != "", "\(count) bytes")
    }
    for _ in 0..<5_000 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = .random(
        in: 0...255, using: &numbers)
      _ = fault(bytes)
    }
  }
}
