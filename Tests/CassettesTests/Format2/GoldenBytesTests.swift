import Basics
import CassetteFaults
import Testing

@testable import Cassettes

/// What a version of the format makes of the same exchanges never changes: files are named by it, and
/// digests of files are written down elsewhere.
@Suite("The bytes of a sealed cassette")
struct GoldenBytesTests {
  @Test(
    "are the same as ever for the same exchanges",
    arguments: [
      (0, "95d958296b57a7511e6836444863c059", "7ee0f8a4b62846c76652288b3b99104a"),
      (40, "f432ad92bc89711ead2710b3861fc8f1", "304383b84b75f343123e5349b0fd548d"),
      // These have a dictionary.
      (1_500, "dd9af736d2eeaf51ac5a2c9d18b51cd6", "8f8e40d3debc201599af981fc884a8db"),
    ])
  func golden(count: Int, first: String, second: String) throws {
    let exchanges = NumberedExchange.exchanges(0..<count)
    for (version, digest) in [(CassetteVersion.one, first), (.two, second)] {
      let image = try CassetteSealer.seal(exchanges, as: version)
      #expect(image.fileDigest.hex.prefix(32) == digest, "\(version) of \(count)")
    }
  }

  @Test("are the same as ever with an image that requests name")
  func content() throws {
    let image = Array("an image".utf8)
    var exchanges = NumberedExchange.exchanges(0..<9)
    exchanges[0].request += Array("sha256:\(Digest.sha256(image).hex)".utf8)
    let sealed = try CassetteSealer.seal(exchanges, as: .two, contents: [image])
    #expect(sealed.fileDigest.hex.prefix(32) == "a9a91abec6f5634ea71ffc092c4003ab")
  }
}
