import Testing

@testable import Basics

@Suite("Digests and hexadecimal")
struct DigestTests {
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test(
    "SHA-256 of the published messages",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), ("abc", abc),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func vectors(message: String, hex: String) {
    #expect(Digest.sha256(message).hex == hex)
    #expect(Digest.sha256(Array(message.utf8)).hex == hex)
  }

  @Test("pieces give the digest of the whole, however they are cut")
  func pieces() {
    var random = RandomJSON(seed: 17)
    let bytes = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: random.bits()) }
    let whole = Digest.sha256(bytes)
    for _ in 0..<20 {
      var builder = DigestBuilder()
      var start = 0
      while start < bytes.count {
        let end = min(start + random.below(300), bytes.count)
        builder.update(Array(bytes[start..<end]))
        start = end
      }
      #expect(builder.finalize() == whole)
      #expect(builder.finalize() == whole)
    }
  }

  @Test("adding a digest adds its 32 bytes")
  func nested() {
    let inner = Digest.sha256("inner")
    var one = DigestBuilder()
    one.update(inner)
    var other = DigestBuilder()
    other.update(inner.bytes)
    #expect(one.finalize() == other.finalize())
  }

  @Test("hex, bytes and digest give each other back")
  func forms() throws {
    let digest = try #require(Digest(hex: Self.abc))
    #expect(digest == Digest.sha256("abc"))
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(digest.bytes.count == Digest.byteCount)
    #expect(digest.description == Self.abc)
    #expect(digest.short == "ba7816bf8f01")
    #expect(UInt64(bitPattern: digest.leading64) == 0xba78_16bf_8f01_cfea)
    digest.withUnsafeBytes { raw in #expect(Array(raw) == digest.bytes) }
  }

  @Test("texts that are not 64 lower-case digits are no digest")
  func refused() {
    for text in [
      "", String(Self.abc.dropLast()), String(Self.abc.dropLast(2)), Self.abc + "00",
      Self.abc.uppercased(), "g" + Self.abc.dropFirst(), " " + Self.abc.dropFirst(),
      "é" + Self.abc.dropFirst(2),
    ] {
      #expect(Digest(hex: text) == nil, "\(text)")
    }
    #expect(Digest(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(Digest(bytes: [UInt8](repeating: 0, count: 33)) == nil)
    #expect(Digest(bytes: [UInt8]()) == nil)
  }

  @Test("digests order as their bytes and their hex do")
  func order() {
    let digests = (0..<200).map { Digest.sha256("\($0)") }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    #expect(
      digests.sorted() == digests.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
  }

  @Test("hexadecimal goes both ways for every byte, and has one spelling")
  func hexadecimal() {
    let bytes = Array(UInt8.min...UInt8.max)
    let text = Hexadecimal.encode(bytes)
    #expect(text.utf8.count == 512 && text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
    #expect(Hexadecimal.decode(text) == bytes)
    #expect(Hexadecimal.decode("") == [])
    for bad in ["0", "0g", "AB", "0x", " 0", "é", "０1", "-1"] {
      #expect(Hexadecimal.decode(bad) == nil, "\(bad)")
    }
  }
}
