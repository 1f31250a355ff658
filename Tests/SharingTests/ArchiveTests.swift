import Basics
import Cassettes
import Foundation
import Sharing
import Testing

@Suite("A bundle of one file")
struct ArchiveTests {
  /// A sample and the bytes of its bundle.
  private func bundle(_ sample: SampleSweep) throws -> [UInt8] {
    try BundleArchive.write(try sample.source(), to: sample.path("sample.tar"))
    return Array(try Data(contentsOf: URL(filePath: sample.path("sample.tar"))))
  }

  /// Opens bytes as a bundle and takes everything out of it.
  private func unpack(_ bytes: [UInt8], _ sample: SampleSweep) async throws {
    let path = sample.path("other.tar")
    try Data(bytes).write(to: URL(filePath: path))
    let archive = try BundleArchive(path: path)
    _ = try await Pull(from: archive, persistence: .impatient)
      .run(archive.manifest, into: sample.path("target"))
  }

  @Test("It is the same bytes each time, gives back every file, and nothing is written over")
  func roundTrip() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    try sample.add(40..<44)
    let bytes = try bundle(sample)
    let error = #expect(throws: SharingError.self) { try self.bundle(sample) }
    #expect(error?.code == .exists)
    try FileManager.default.removeItem(atPath: sample.path("sample.tar"))
    #expect(try bundle(sample) == bytes)
    try await unpack(bytes, sample)
    #expect(try SampleSweep.contents(of: sample.path("target")) == sample.contents())
    #expect(try BundleArchive(path: sample.path("sample.tar")).digest == sample.source().digest)
  }

  @Test("tar unpacks it to a sweep that plays")
  func plainTar() throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    _ = try bundle(sample)
    try FileManager.default.createDirectory(
      atPath: sample.path("plain"), withIntermediateDirectories: true)
    let tar = Process()
    tar.executableURL = URL(filePath: "/bin/tar")
    tar.arguments = ["-xf", sample.path("sample.tar"), "-C", sample.path("plain")]
    try tar.run()
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
    try CassetteFolder(path: sample.path("plain/cassettes/sample")).verify(.full)
  }

  @Test("Every truncation is refused")
  func truncated() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let bytes = try bundle(sample)
    for count in stride(from: 0, to: bytes.count, by: 509) {
      await #expect(throws: SharingError.self, "\(count) bytes") {
        try await unpack(Array(bytes.prefix(count)), sample)
      }
      #expect(!sample.exists("target"))
    }
    await #expect(throws: SharingError.self) { try await unpack(bytes + [0], sample) }
  }

  @Test("A change of any one byte is refused, and nothing is written")
  func changed() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let bytes = try bundle(sample)
    for place in stride(from: 0, to: bytes.count, by: 487) {
      var other = bytes
      other[place] ^= 0x41
      await #expect(throws: SharingError.self, "byte \(place)") {
        try await unpack(other, sample)
      }
      #expect(!sample.exists("target") && !sample.exists("target.partial"))
    }
  }

  @Test(
    "Names that lead elsewhere, links and devices have no place in it",
    arguments: ["../../escaped", "/tmp/escaped", "Tasks/prompts/../../../escaped"])
  func traversal(_ path: String) async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let bytes = try bundle(sample)
    let name = Array("Tasks/prompts/all-text.txt".utf8)
    let place = try #require(Self.header(of: name, in: bytes))
    var moved = bytes
    let field = Array(path.utf8) + [UInt8](repeating: 0, count: 100 - path.utf8.count)
    moved.replaceSubrange(place..<place + 100, with: field)
    await #expect(throws: SharingError.self) { try await unpack(Self.summed(moved, place), sample) }
    for kind in "123456x" {
      var other = bytes
      other[place + 156] = kind.asciiValue ?? 0
      await #expect(throws: SharingError.self) {
        try await unpack(Self.summed(other, place), sample)
      }
    }
    #expect(!sample.exists("target") && !sample.exists("../escaped"))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/escaped"))
  }

  /// Where the head of a file begins.
  private static func header(of name: [UInt8], in bytes: [UInt8]) -> Int? {
    stride(from: 0, to: bytes.count, by: 512).first { place in
      bytes[place..<place + name.count].elementsEqual(name) && bytes[place + name.count] == 0
    }
  }

  /// The bytes with the sum of a head made right again.
  private static func summed(_ bytes: [UInt8], _ place: Int) -> [UInt8] {
    var bytes = bytes
    bytes.replaceSubrange(place + 148..<place + 156, with: [UInt8](repeating: 32, count: 8))
    let sum = bytes[place..<place + 512].reduce(0) { $0 + Int($1) }
    let octal = String(sum, radix: 8)
    let text = String(repeating: "0", count: 6 - octal.count) + octal + "\0 "
    bytes.replaceSubrange(place + 148..<place + 156, with: Array(text.utf8))
    return bytes
  }
}
