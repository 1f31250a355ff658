import ArgumentParser
import Basics
import Cassettes
import RecordReplay
import Workbench

/// Leaves out what no trial uses.
struct GCCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Leave out what no trial of the given sweeps uses.",
    discussion: """
      The sweeps are replayed from the folder's cassettes; an exchange that no trial asks for is \
      unused. Without --output it is only counted, and --list names it. With --output the used ones \
      are sealed into a new place; the folder stays as it is, so that you decide what to keep.

      A trial that cannot be replayed stops it: what that trial uses is unknown.

        steerbench cassette gc smollm2-135m
        steerbench cassette gc smollm2-135m --list --json
        steerbench cassette gc shared --sweep one --sweep two --output cassettes/shared-lean
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder of cassettes, or a sweep's name under cassettes/.", valueName: "folder"))
  var folder: String
  @Option(
    help: ArgumentHelp(
      "A sweep whose trials count. May be given several times. Default: the folder's own.",
      valueName: "sweep"))
  var sweep: [String] = []
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write what is used: a new .cas file, or a new folder.", valueName: "path"))
  var output: String?
  @Flag(help: "Name every unused exchange.") var list = false
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let cassettes = try CassetteLocator.folder(folder)
    let used = try await usedSlots(of: cassettes)
    let catalog = try ExchangeCatalog(
      CassetteSet(cassettes), actionDigest: CassetteLocator.actionDigest)
    let unused = catalog.entries.filter { !used.contains($0.slot) }
    let written = try output.map { path in
      try WrittenCassettes(to: path) { add in
        try add(try catalog.seal(catalog.entries.filter { used.contains($0.slot) }))
      }
    }
    try json
      ? printJSON(unused, of: catalog, written) : printText(unused, of: catalog, written)
  }

  private func usedSlots(of cassettes: CassetteFolder) async throws -> Set<Slot> {
    let tape = try CassetteUnion(cassettes)
    let words = sweep.isEmpty ? [cassettes.path] : sweep
    var used: Set<Slot> = []
    for word in words {
      let survey = UsageSurvey(
        sweep: try OpenSweep(try SweepLocator.folder(word)), tape: tape, workers: workers.count)
      used.formUnion(try await survey.slots())
    }
    return used
  }

  private func printText(
    _ unused: [CatalogEntry], of catalog: ExchangeCatalog, _ written: WrittenCassettes?
  ) throws {
    let bytes = unused.reduce(0) { $0 + $1.rawByteCount }
    Console.output.write(
      "\(unused.count) of \(catalog.entries.count) exchanges are unused, \(bytes) of "
        + "\(catalog.rawByteCount) bytes before compression.")
    if list { for entry in unused { Console.output.write("  " + entry.shown) } }
    if let written { Console.output.write(written.text) }
  }

  private func printJSON(
    _ unused: [CatalogEntry], of catalog: ExchangeCatalog, _ written: WrittenCassettes?
  ) throws {
    var report = JSONObject([
      JSONMember(name: "exchanges", value: .integer(Int64(catalog.entries.count))),
      JSONMember(name: "unused", value: .integer(Int64(unused.count))),
      JSONMember(
        name: "unusedBytes", value: .integer(Int64(unused.reduce(0) { $0 + $1.rawByteCount }))),
      JSONMember(name: "written", value: written?.json ?? .null),
    ])
    if list { report["list"] = .array(unused.map(\.json)) }
    Console.output.write(try CanonicalJSON.text(of: .object(report)))
  }
}
