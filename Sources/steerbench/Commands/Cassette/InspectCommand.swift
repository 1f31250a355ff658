import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import Workbench

/// Says what cassettes hold.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what cassettes hold.",
    discussion: """
      --textconv prints one cassette as sorted lines, one an exchange: trial, kind, slot, sizes, \
      result. Git compares these lines instead of the files, so that a diff reads as the trials that \
      were added and removed. Tell git once a clone (.gitattributes has *.cas diff=cassette):
        git config diff.cassette.textconv "steerbench cassette inspect --textconv"
        git config diff.cassette.cachetextconv true

        steerbench cassette inspect smollm2-135m
        steerbench cassette inspect theirs.cas --exchanges
        steerbench cassette inspect cassettes/smollm2-135m --exchanges --json
      """)

  @OptionGroup var input: CassetteArgument
  @Flag(help: "List every exchange.") var exchanges = false
  @Flag(help: "Print sorted lines for git, and nothing else.") var textconv = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if textconv && (json || exchanges) {
      throw ValidationError("--textconv goes with nothing else.")
    }
  }

  func run() throws {
    guard !textconv else { return printLines() }
    let set = try CassetteLocator.set(input.cassettes)
    let catalog = try ExchangeCatalog(set, actionDigest: CassetteLocator.actionDigest)
    json ? try printJSON(catalog) : try printText(catalog)
  }

  /// The cassette as lines.
  ///
  /// A file that cannot be read is a line too: git gives up the whole diff, other files included, if
  /// this fails.
  private func printLines() {
    do {
      for entry in try sorted(ExchangeCatalog(try CassetteLocator.set(input.cassettes))) {
        Console.output.write(entry.shown)
      }
    } catch {
      Console.output.write("cannot be read: \(CommandFailure(error).message)")
    }
  }

  private func printText(_ catalog: ExchangeCatalog) throws {
    for member in catalog.set.members {
      let cassette = try SealedCassette(path: member.path)
      let share =
        cassette.rawByteCount > 0 ? try size(of: member) * 1000 / cassette.rawByteCount : 0
      Console.output.write(
        "\(URL(filePath: member.path).lastPathComponent)  \(cassette.entryCount) exchanges, "
          + "\(try size(of: member)) bytes (\(share / 10).\(share % 10) % of "
          + "\(cassette.rawByteCount))\n  root \(cassette.root.hex)")
    }
    let entries = catalog.entries
    let calls = entries.count { $0.kind == .completion }
    Console.output.write(
      "\(entries.count) exchanges: \(calls) model calls, \(entries.count - calls) runs of code")
    guard exchanges else { return }
    for entry in sorted(catalog) { Console.output.write(entry.shown) }
  }

  private func printJSON(_ catalog: ExchangeCatalog) throws {
    let cassettes = try catalog.set.members.map { member -> JSONValue in
      let cassette = try SealedCassette(path: member.path)
      return [
        "file": .string(URL(filePath: member.path).lastPathComponent),
        "root": .string(cassette.root.hex),
        "fileDigest": .string(try cassette.fileDigest().hex),
        "fileBytes": .integer(Int64(try size(of: member))),
        "exchanges": .integer(Int64(cassette.entryCount)),
        "rawBytes": .integer(Int64(cassette.rawByteCount)),
      ]
    }
    var report = JSONObject([
      JSONMember(name: "cassettes", value: .array(cassettes)),
      JSONMember(name: "exchanges", value: .integer(Int64(catalog.entries.count))),
    ])
    if exchanges { report["entries"] = .array(sorted(catalog).map(\.json)) }
    Console.output.write(try CanonicalJSON.text(of: .object(report)))
  }

  /// By trial, then by slot: lines that lie side by side belong together.
  private func sorted(_ catalog: ExchangeCatalog) -> [CatalogEntry] {
    catalog.entries.sorted { left, right in
      left.scope.utf8.elementsEqual(right.scope.utf8)
        ? left.slot < right.slot : left.scope.utf8.lexicographicallyPrecedes(right.scope.utf8)
    }
  }

  private func size(of member: CassetteSet.Member) throws -> Int {
    var status = stat()
    return stat(member.path, &status) == 0 ? Int(status.st_size) : 0
  }
}
