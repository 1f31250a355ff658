import Cassettes
import Foundation
import Sharing
import Testing

@Suite("Signatures")
struct SignatureTests {
  private func statement(_ sample: SampleSweep) throws -> SignatureStatement {
    SignatureStatement(try ExchangeCatalog(CassetteSet(path: sample.folder)))
  }

  @Test("A signature holds for the cassettes that were signed, and for no others")
  func holds() throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let key = try SigningKey.create(at: sample.path("key"))
    let other = try SigningKey.create(at: sample.path("other"))
    let path = try CassetteSignature.write(try statement(sample), by: key, into: sample.folder)
    let verifying = try VerifyingKey(path: sample.path("key.pub"))
    #expect(path.hasSuffix("/\(verifying.fileName)"))
    try CassetteSignature(path: path).check(by: verifying, over: statement(sample))
    let stranger = #expect(throws: SharingError.self) {
      try CassetteSignature(path: path).check(by: other.verifying, over: try statement(sample))
    }
    #expect(stranger?.code == .badSignature)
    try sample.add(40..<44)
    let grown = #expect(throws: SharingError.self) {
      try CassetteSignature(path: path).check(by: verifying, over: try statement(sample))
    }
    #expect(grown?.code == .badSignature)
  }

  @Test("A signature of which any digit was changed does not hold")
  func forged() throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let key = try SigningKey.create(at: sample.path("key"))
    let stated = try statement(sample)
    let path = try CassetteSignature.write(stated, by: key, into: sample.folder)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (word, other) in [
      ("\"exchanges\":40", "\"exchanges\":41"), ("\"tools\":[\"test\"]", "\"tools\":[]"),
      (stated.root, String(stated.root.reversed())),
    ] {
      #expect(text.contains(word))
      try Data(text.replacing(word, with: other).utf8).write(to: URL(filePath: path))
      let error = #expect(throws: SharingError.self) {
        try CassetteSignature(path: path).check(by: key.verifying, over: stated)
      }
      #expect(error?.code == .badSignature)
    }
  }

  @Test("A private key that others can read is refused, and no key is written over")
  func keyFiles() throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    _ = try SigningKey.create(at: sample.path("key"))
    _ = try SigningKey(path: sample.path("key"))
    let mode = try FileManager.default.attributesOfItem(atPath: sample.path("key"))
    #expect(mode[.posixPermissions] as? Int == 0o600)
    let again = #expect(throws: SharingError.self) {
      try SigningKey.create(at: sample.path("key"))
    }
    #expect(again?.code == .exists)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o640], ofItemAtPath: sample.path("key"))
    let open = #expect(throws: SharingError.self) { try SigningKey(path: sample.path("key")) }
    #expect(open?.code == .badKey && open?.nextStep.contains("chmod 600") == true)
    let swapped = #expect(throws: SharingError.self) {
      try VerifyingKey(path: sample.path("key"))
    }
    #expect(swapped?.code == .badKey)
  }

  @Test("A pull that asks for a signature takes a signed bundle and nothing else")
  func pulled() async throws {
    let sample = try SampleSweep()
    defer { sample.remove() }
    let key = try SigningKey.create(at: sample.path("key"))
    let other = try SigningKey.create(at: sample.path("other"))
    let remote = try SampleSweep.remote(sample.path("remote"))
    let pull = Pull(from: remote)
    let unsigned = try await Push(to: remote).run(try sample.source()).digest
    _ = try CassetteSignature.write(try statement(sample), by: key, into: sample.folder)
    let file = "cassettes/sample/\(key.verifying.fileName)"
    let signed = try await Push(to: remote).run(try sample.source(more: [file])).digest
    for (digest, key) in [(unsigned, key), (signed, other)] {
      let error = await #expect(throws: SharingError.self) {
        try await pull.run(
          try await pull.manifest(digest), into: sample.path("target"),
          signedBy: SignatureDemand(key.verifying))
      }
      #expect(error?.code == .badSignature)
      #expect(!sample.exists("target"))
    }
    let result = try await pull.run(
      try await pull.manifest(signed), into: sample.path("target"),
      signedBy: SignatureDemand(key.verifying))
    #expect(result.isWhole)
  }
}
