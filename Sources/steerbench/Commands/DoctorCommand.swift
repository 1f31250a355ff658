import Analysis
import ArgumentParser
import Basics
import Cassettes
import CodeExecution
import Foundation
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials
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

  private struct Finding {
    var name: String
    var isFine: Bool
    /// Whether its absence is a fault of the machine.
    var isNeeded = true
    var text: String
  }

  func run() async throws {
    var findings = await sandbox()
    for url in SweepLocator.all() { findings.append(cassettes(of: url)) }
    for word in sweeps { findings += await servers(of: try SweepFolder(SweepLocator.folder(word))) }
    if json {
      let values = findings.map { finding -> JSONValue in
        [
          "name": .string(finding.name), "fine": .bool(finding.isFine),
          "text": .string(finding.text),
        ]
      }
      Console.output.write(
        try CanonicalJSON.text(of: [
          "version": .string(ToolVersion.current), "findings": .array(values),
        ]))
    } else {
      Console.output.write("steerbench \(ToolVersion.current)")
      for finding in findings {
        let mark = finding.isFine ? "ok  " : finding.isNeeded ? "NO  " : "-   "
        Console.output.write("\(mark)\(finding.name): \(finding.text)")
      }
    }
    guard findings.allSatisfy({ $0.isFine || !$0.isNeeded }) else {
      throw CommandFailure(.infrastructure)
    }
  }

  /// One finding a tier, and one of which would be taken: only the last can be a fault, for one tier
  /// is enough.
  private func sandbox() async -> [Finding] {
    let check = await SandboxCheck.run(environment: ProcessInfo.processInfo.environment)
    var findings = check.findings.map { finding in
      Finding(
        name: "sandbox tier \(finding.tier.rawValue)", isFine: finding.problem == nil,
        isNeeded: false, text: Self.text(of: finding))
    }
    let interpreter = check.interpreter.map { "\($0.label) at \($0.path)" } ?? "no Python"
    if let best = check.best {
      findings.append(
        Finding(
          name: "sandbox", isFine: true, text: "code runs in tier \(best.rawValue), \(interpreter)")
      )
    } else {
      let problem = check.problem?.description ?? "no tier works, so no code can be run"
      findings.append(Finding(name: "sandbox", isFine: false, text: problem))
    }
    return findings
  }

  private static func text(of finding: SandboxCheck.Finding) -> String {
    if let problem = finding.problem { return problem.description }
    var text = "proved by a probe: " + finding.proved.joined(separator: ", ")
    if !finding.gaps.isEmpty {
      text += "; known gaps: " + finding.gaps.map(\.rawValue).joined(separator: ", ")
    }
    return text
  }

  private func cassettes(of url: URL) -> Finding {
    let name = "cassettes of \(url.lastPathComponent)"
    do {
      let folder = try CassetteFolder(path: url.path)
      try folder.prove()
      let exchanges = folder.lines.reduce(0) { $0 + $1.entryCount }
      return Finding(
        name: name, isFine: true, text: "\(exchanges) exchanges, every file is as sealed")
    } catch {
      return Finding(name: name, isFine: false, text: error.description)
    }
  }

  private func servers(of folder: SweepFolder) async -> [Finding] {
    var findings: [Finding] = []
    let environment = ProcessInfo.processInfo.environment
    for model in folder.sweep.models {
      var access = model.access
      if let baseURL { access.baseURL = baseURL }
      let probe: ModelProbe
      do {
        probe = try ModelProbe(
          endpoint: model.endpoint, access: access,
          environment: environment,
          transport: CurlTransport(authorities: CurlTransport.authorities(in: environment)))
      } catch {
        findings.append(
          Finding(name: "server of \(model.name)", isFine: false, text: error.description))
        continue
      }
      let report = await probe.run()
      let served = report.models.isEmpty ? "" : ", serves \(report.models.joined(separator: ", "))"
      findings.append(
        Finding(
          name: "server of \(model.name)",
          isFine: report.finding == .ready || report.finding == .unlisted,
          text: report.problem?.description ?? "\(report.finding.rawValue)\(served)"))
    }
    return findings
  }
}
