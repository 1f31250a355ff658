import Basics
import Cassettes
import Foundation
import RecordReplay
import Sharing
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("What is done to cassettes, by a call")
struct CassetteCallTests {
  @Test("A damaged cassette is named with what it touches, and ends as damage whatever else holds")
  func damaged() throws {
    let sweep = try ShippedSweep()
    defer { sweep.remove() }
    #expect(try CassetteChecks(sweep.folder.path, level: .canonical).ending == .pass)
    let path = try sweep.cassettes[0]
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count / 2] ^= 0x55
    try bytes.write(to: URL(filePath: path))
    let checks = try CassetteChecks(sweep.folder.path, level: .full)
    #expect(checks.ending == .corrupt)
    #expect(checks.text.hasPrefix("DAMAGED  \(path)") || checks.text.contains("\nDAMAGED  \(path)"))
    #expect(checks.text.contains("exchanges hold."), "the other one holds")
    let holds = checks.json(level: "full")["cassettes"]?.array?.map { $0["holds"] }
    #expect(holds?.filter { $0 == true }.count == 1)
  }

  @Test("Parts of a sweep's cassettes are of the whole, and merged they are the whole again")
  func wholesAndParts() throws {
    let sweep = try ShippedSweep()
    defer { sweep.remove() }
    let (whole, parts) = (sweep.path("whole.cas"), sweep.path("parts"))
    _ = try WrittenCassettes.merge([sweep.folder.path], to: whole)
    let split = try WrittenCassettes.split(whole, .count(3), to: parts)
    #expect(split.lines.count == 3)
    _ = try WrittenCassettes.merge([parts], to: sweep.path("again.cas"))
    #expect(
      FileManager.default.contentsEqual(atPath: whole, andPath: sweep.path("again.cas")))
    #expect(try DifferenceByTrial(from: sweep.folder.path, to: parts).isEmpty)
    let root = try CassetteNames([whole]).json["root"]
    #expect(try CassetteNames([parts]).json["root"] == root)
    #expect(try CassetteNames([sweep.folder.path]).json["root"] == root)
    let compacted = try CompactedFolder(sweep.folder.path)
    #expect(compacted.json["replaced"]?.array?.count == 2)
    #expect(try CassetteNames([sweep.folder.path]).json["root"] == root)
    #expect(try CompactedFolder(sweep.folder.path).text.contains("nothing to unite"))
  }

  @Test("A slice replays its trials without the rest, and what they do not use is unused")
  func slice() async throws {
    let sweep = try ShippedSweep()
    defer { sweep.remove() }
    let selection = TrialSelection(methods: ["all-code"])
    let path = sweep.path("cassettes/slice")
    let slice = try await WrittenCassettes.slice(
      sweep.folder.path, of: selection, to: path, workers: 2)
    let taken = JSONValue.integer(Int64(slice.lines[0].entryCount))
    let whole = try CassetteContents(sweep.folder.path).json(listsExchanges: false)["exchanges"]
    #expect(try CassetteContents(path).json(listsExchanges: false)["exchanges"] == taken)
    #expect(whole != nil && whole != taken)
    let open = try OpenSweep(sweep.folder)
    let places = try selection.places(in: open.plan)
    let used = try await SlotsInUse(
      sweep: open, tape: try CassetteUnion(CassetteFolder(path: path)), workers: 2
    ).slots(of: places)
    #expect(used.count == slice.lines[0].entryCount)
    let unused = try await UnusedExchanges(in: sweep.folder.path, workers: 2)
    #expect(unused.json(listsExchanges: true)["list"]?.array?.isEmpty == true)
    // Nothing but the slice is there: what the other trials would use is unknown.
    await #expect(throws: WorkbenchError.self) {
      try await UnusedExchanges(in: path, notUsedBy: [sweep.folder.path], workers: 2)
    }
    #expect(throws: WorkbenchError.self, "no such method") {
      try WrittenCassettes.sliceByScope(
        sweep.folder.path, of: TrialSelection(methods: ["nothing"]), to: sweep.path("x.cas"))
    }
  }

  @Test(
    "Cassettes as text seal to the same root, in either form", arguments: CassetteText.Form.allCases
  )
  func text(form: CassetteText.Form) throws {
    let sweep = try ShippedSweep()
    defer { sweep.remove() }
    let written = try CassetteText(of: sweep.folder.path, as: form, to: sweep.path("text"))
    let sealed = try SealedText(of: sweep.path("text"), into: sweep.path("copy"))
    #expect(sealed.json["sealed"]?["root"] == written.json["root"])
    #expect(
      try SealedText(of: sweep.path("text"), into: sweep.path("copy")).json["sealed"] == .null)
  }

  @Test(
    "A signature holds for what was signed and for nothing else, and a scan finds no credential")
  func trust() throws {
    let sweep = try ShippedSweep()
    defer { sweep.remove() }
    let key = try SigningKey.create(at: sweep.path("lab"))
    let signed = try SignedSweep(sweep.folder.path, by: key)
    #expect(signed.json["key"] == .string(key.verifying.id))
    #expect(
      try SignedSweep.check(sweep.folder.path, by: SignatureDemand(key.verifying)).uncovered.isEmpty
    )
    let other = try SigningKey.create(at: sweep.path("other"))
    #expect(throws: SharingError.self) {
      try SignedSweep.check(sweep.folder.path, by: SignatureDemand(other.verifying))
    }
    let known = KnownSecrets(environment: [:], names: [])
    #expect(try CredentialScan([sweep.folder.path], for: known, allowing: []).count == 0)
  }
}
