import ArgumentParser
import Evaluation
import Foundation
import RecordReplay
import Wire

/// Says what a sweep would ask for, without a network.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print trials, calls, shared calls and tokens of a sweep, without a network.",
    discussion: """
      First calls are counted exactly, and calls that several trials share are counted once. What \
      follows from answers (further turns, tool rounds, runs of code) is bounded from above. Input \
      tokens are estimated as one for four bytes; output as the model's token limit at most.
      """)

  @OptionGroup var arguments: SweepArguments
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var reports: [JSONValue] = []
    for url in try arguments.folders() {
      let sweep = try OpenSweep(url)
      let estimate = try await PlanEstimate.of(sweep.plan, sweep.runner)
      if json {
        reports.append(estimate.json(named: sweep.folder.sweep.name))
      } else {
        Console.output.write(estimate.text(named: sweep.folder.sweep.name))
      }
    }
    if json { Console.output.write(try CanonicalJSON.text(of: .array(reports))) }
  }
}
