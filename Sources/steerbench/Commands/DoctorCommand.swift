import ArgumentParser
import Basics
import Foundation
import Workbench

/// Says what this machine can do.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check this machine: cassettes, the sandbox, and the servers of sweeps.",
    discussion: """
      Replay needs none of this; recording needs the sandbox and a server. With sweeps named, their \
      servers are asked which models they serve; without any, none is.
      """)

  @Argument(help: "Sweeps whose servers are asked.") var sweeps: [String] = []
  @Option(help: "Ask this base URL instead of the sweeps' own.") var baseURL: String?
  @OptionGroup var keys: KeyArguments
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let check = try await MachineCheck(
      servers: sweeps, baseURL: baseURL, environment: ProcessInfo.processInfo.environment)
    Console.output.write(json ? try CanonicalJSON.text(of: check.json) : check.text)
    guard check.ending == .pass else { throw CommandFailure(ExitStatus(check.ending)) }
  }
}
