import Basics
import Cassettes
import Foundation
import Sharing
import Testing

@testable import Workbench

@Suite("What is signed is what decides a score")
struct SignedSweepTests {
  /// A project with a copy of everything, and two keys.
  private struct Scene {
    let shipped: ShippedSweep
    let lab: SigningKey
    let other: SigningKey

    init() throws {
      shipped = try ShippedSweep()
      try shipped.ownTasks()
      lab = try SigningKey.create(at: shipped.path("lab"))
      other = try SigningKey.create(at: shipped.path("other"))
    }

    func sign() throws { _ = try SignedSweep(shipped.folder.path, by: lab) }

    func check(_ demand: SignatureDemand) throws -> SignatureCoverage {
      try SignedSweep.check(shipped.folder.path, by: demand)
    }

    /// Pulls a fresh bundle of the sweep with a demand.
    func pull(_ demand: SignatureDemand) async throws -> PulledSweep {
      let bundle = shipped.path("one.tar")
      try? FileManager.default.removeItem(atPath: bundle)
      try? FileManager.default.removeItem(atPath: shipped.path("pulled"))
      _ = try WrittenBundle(of: shipped.folder, to: bundle)
      return try await OfferedSweep(bundle: bundle).pull(
        into: shipped.path("pulled"), signedBy: demand)
    }

    var isPulled: Bool { FileManager.default.fileExists(atPath: shipped.path("pulled")) }

    func remove() { shipped.remove() }
  }

  @Test("A change of any file that decides a score is found where it lies and where it is pulled")
  func everything() async throws {
    let scene = try Scene()
    defer { scene.remove() }
    try scene.sign()
    let demand = SignatureDemand(scene.lab.verifying)
    #expect(try scene.check(demand).uncovered.isEmpty)
    #expect(try await scene.pull(demand).text.contains("everything else that decides a score"))
    let name = scene.shipped.folder.lastPathComponent
    for (file, added) in [
      ("cassettes/\(name)/sweep.yaml", "# another line\n"),
      ("cassettes/\(name)/baseline.tsv", "\n"), ("Tasks/prompts/all-text.txt", " "),
      ("Tasks/prices.yaml", "# another line\n"), ("Tasks/number-multiplying/questions.jsonl", "\n"),
    ] {
      let path = scene.shipped.path(file)
      let before = try Data(contentsOf: URL(filePath: path))
      try (before + Data(added.utf8)).write(to: URL(filePath: path))
      let here = #expect(throws: SharingError.self, "\(file)") { try scene.check(demand) }
      #expect(here?.code == .badSignature)
      #expect(here?.message.contains(URL(filePath: file).lastPathComponent) == true)
      await #expect(throws: SharingError.self, "\(file)") { try await scene.pull(demand) }
      #expect(!scene.isPulled, "\(file)")
      let part = try scene.check(SignatureDemand(scene.lab.verifying, cassettesOnly: true))
      #expect(part.uncovered.count == 1 && part.words.contains("and not "))
      try before.write(to: URL(filePath: path))
    }
    // What was not there and changes what the sweep means.
    let pinned = scene.shipped.folder.appending(path: "pinned.yaml")
    try Data("version: 1\n".utf8).write(to: pinned)
    #expect(throws: SharingError.self) { try scene.check(demand) }
    try FileManager.default.removeItem(at: pinned)
    try FileManager.default.removeItem(at: scene.shipped.folder.appending(path: "baseline.tsv"))
    #expect(throws: SharingError.self) { try scene.check(demand) }
  }

  @Test("Swapped truths beside signed cassettes are not signed, though no cassette changed")
  func swappedTruths() async throws {
    let scene = try Scene()
    defer { scene.remove() }
    try scene.sign()
    let path = scene.shipped.path("Tasks/number-multiplying/questions.jsonl")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "<<<1092>>>", with: "<<<1093>>>").utf8).write(
      to: URL(filePath: path))
    let demand = SignatureDemand(scene.lab.verifying)
    let error = await #expect(throws: SharingError.self) { try await scene.pull(demand) }
    #expect(error?.code == .badSignature)
    #expect(!scene.isPulled)
  }

  @Test(
    "A signature of an older version is read, covers the cassettes, and says what it leaves open")
  func older() async throws {
    let scene = try Scene()
    defer { scene.remove() }
    let catalog = try ExchangeCatalog(CassetteSet(path: scene.shipped.folder.path))
    _ = try CassetteSignature.write(
      SignatureStatement(catalog), by: scene.lab, into: scene.shipped.folder.path)
    let whole = #expect(throws: SharingError.self) {
      try scene.check(SignatureDemand(scene.lab.verifying))
    }
    #expect(whole?.message.contains("it covers the cassettes only") == true)
    let demand = SignatureDemand(scene.lab.verifying, cassettesOnly: true)
    let covered = try scene.check(demand)
    #expect(covered.uncovered.contains("sweep.yaml"))
    #expect(covered.uncovered.contains { $0.hasSuffix("questions.jsonl") })
    #expect(try await scene.pull(demand).text.contains("the cassettes only, and not"))
    await #expect(throws: SharingError.self) {
      try await scene.pull(SignatureDemand(scene.lab.verifying))
    }
    await #expect(throws: SharingError.self, "another's key") {
      try await scene.pull(SignatureDemand(scene.other.verifying, cassettesOnly: true))
    }
  }

  @Test("What lies in a folder beforehand is not called signed with what comes")
  func intoFolder() async throws {
    let scene = try Scene()
    defer { scene.remove() }
    try scene.sign()
    let target = scene.shipped.project.appending(path: "target")
    let prices = target.appending(path: "cassettes/\(scene.shipped.folder.lastPathComponent)")
    try FileManager.default.createDirectory(at: prices, withIntermediateDirectories: true)
    try Data("version: 1\n".utf8).write(to: prices.appending(path: "pinned.yaml"))
    let bundle = scene.shipped.path("one.tar")
    _ = try WrittenBundle(of: scene.shipped.folder, to: bundle)
    let error = await #expect(throws: SharingError.self) {
      try await OfferedSweep(bundle: bundle).pull(
        into: target.path, signedBy: SignatureDemand(scene.lab.verifying))
    }
    #expect(error?.message.contains("pinned.yaml") == true)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: target.path).sorted() == ["cassettes"])
  }

  @Test("A list lets a new key count, a revoked one never again, and no older list is taken")
  func rotation() throws {
    let scene = try Scene()
    defer { scene.remove() }
    let root = try SigningKey.create(at: scene.shipped.path("root"))
    let (first, second) = (scene.shipped.path("1.keys"), scene.shipped.path("2.keys"))
    var list = KeyList()
    try list.add(scene.lab.verifying)
    try list.write(to: first, by: root)
    list.revoke(scene.lab.verifying, because: "laptop lost")
    try list.add(scene.other.verifying)
    try list.write(to: second, by: root)
    try scene.sign()
    let memory = KeyListMemory(in: ["XDG_CONFIG_HOME": scene.shipped.path("config")])
    func demand(_ path: String) throws -> SignatureDemand {
      SignatureDemand(try memory.list(path, signedBy: root.verifying))
    }
    #expect(try scene.check(try demand(first)).key == scene.lab.verifying.id)
    let revoked = #expect(throws: SharingError.self) { try scene.check(try demand(second)) }
    #expect(revoked?.message.contains("laptop lost") == true)
    _ = try SignedSweep(scene.shipped.folder.path, by: scene.other)
    #expect(try scene.check(try demand(second)).key == scene.other.verifying.id)
    let old = #expect(throws: SharingError.self) { try demand(first) }
    #expect(old?.code == .badSignature && old?.message.contains("number 2") == true)
    // A memory that cannot be read forgets nothing.
    let remembered = scene.shipped.path("config/steerbench/keys")
    try Data("what is this\n".utf8).write(to: URL(filePath: remembered))
    let damaged = #expect(throws: WorkbenchError.self) { try demand(first) }
    #expect(damaged?.message.contains("Mend it") == true)
    try FileManager.default.removeItem(atPath: remembered)
    try FileManager.default.createDirectory(
      atPath: remembered, withIntermediateDirectories: false)
    let unreadable = #expect(throws: WorkbenchError.self) { try demand(first) }
    #expect(unreadable?.message.contains(remembered) == true)
    #expect(throws: SharingError.self, "signed by another key") {
      try KeyList(path: second, signedBy: scene.lab.verifying)
    }
    #expect(throws: SharingError.self) { try list.add(scene.lab.verifying) }
    let forged = try String(contentsOfFile: second, encoding: .utf8)
      .replacingOccurrences(of: "revoked", with: "valid")
    try Data(forged.utf8).write(to: URL(filePath: second))
    #expect(throws: SharingError.self) { try KeyList(path: second, signedBy: root.verifying) }
  }
}
