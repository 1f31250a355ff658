package import Basics
import Cassettes
package import CodeExecution
import FoundationEssentials
package import HTTP
import ModelAPI
import Sweeps

/// What this machine can do: the sandbox, the cassettes that lie here, and the servers of sweeps.
package struct MachineCheck: Sendable {
  /// One thing that was looked at.
  package struct Point: Hashable, Sendable {
    /// What was looked at.
    package var name: String
    /// Whether it is as it should be.
    package var isFine: Bool
    /// Whether its absence is a fault of the machine.
    package var isNeeded = true
    /// What was found, or what is wrong and what to do.
    package var text: String
  }

  /// What was looked at, in order.
  package private(set) var points: [Point] = []

  /// Looks at everything.
  ///
  /// - Parameters:
  ///   - sweeps: The sweeps whose servers are asked, as the user named them.
  ///   - baseURL: Where to ask instead of the sweeps' own servers.
  ///   - environment: Where keys and the sandbox's needs are looked up.
  ///   - trust: Which hosts may be asked, and with which keys.
  ///   - sandbox: What is known of the sandbox; it is tried where this is `nil`.
  ///   - transport: How servers are reached; directly where it is `nil`.
  /// - Throws: A sweep that cannot be found or read. Whatever else is wrong is a point.
  package init(
    servers sweeps: [String], baseURL: String? = nil, environment: [String: String],
    trust: HostTrust = HostTrust(),
    sandbox: SandboxCheck? = nil, transport: (any Transport)? = nil
  ) async throws {
    let sandbox =
      if let sandbox { sandbox } else { await SandboxCheck.run(environment: environment) }
    points += Self.points(of: sandbox)
    points += SweepLocator.all().map(Self.cassettes)
    let transport =
      transport ?? CurlTransport(NetworkRoute(in: environment, usesProxies: false))
    for word in sweeps {
      let folder = try SweepFolder(SweepLocator.folder(word))
      let access = ModelAccess(baseURL: baseURL, environment: environment, trust: trust)
      do {
        try access.trust.check(folder, by: access)
      } catch {
        points.append(
          Point(name: "servers of \(folder.sweep.name)", isFine: false, text: "\(error)"))
        continue
      }
      points += await Self.servers(of: folder.sweep, by: access, transport: transport)
    }
  }

  /// Infrastructure where anything that is needed is not fine.
  package var ending: Ending {
    points.allSatisfy { $0.isFine || !$0.isNeeded } ? .pass : .infrastructure
  }

  /// The points for people.
  package var text: String {
    let lines = points.map { point in
      let mark = point.isFine ? "ok  " : point.isNeeded ? "NO  " : "-   "
      return "\(mark)\(point.name): \(point.text)"
    }
    return (["steerbench \(ToolVersion.current)"] + lines).joined(separator: "\n")
  }

  /// The points for programs.
  package var json: JSONValue {
    [
      "version": .string(ToolVersion.current),
      "findings": .array(
        points.map {
          ["name": .string($0.name), "fine": .bool($0.isFine), "text": .string($0.text)]
        }),
    ]
  }
}

// MARK: - What is looked at

extension MachineCheck {
  /// One point a tier, and one of which would be taken: only the last can be a fault, for one tier is
  /// enough.
  private static func points(of check: SandboxCheck) -> [Point] {
    let tiers = check.findings.map { tier in
      Point(
        name: "sandbox tier \(tier.tier.rawValue)", isFine: tier.problem == nil, isNeeded: false,
        text: text(of: tier))
    }
    guard let best = check.best else {
      let problem = check.problem?.description ?? "no tier works, so no code can be run"
      return tiers + [Point(name: "sandbox", isFine: false, text: problem)]
    }
    let interpreter = check.interpreter.map { "\($0.label) at \($0.path)" } ?? "no Python"
    return tiers + [
      Point(
        name: "sandbox", isFine: true, text: "code runs in tier \(best.rawValue), \(interpreter)")
    ]
  }

  private static func text(of tier: SandboxCheck.Finding) -> String {
    if let problem = tier.problem { return problem.description }
    var text = "proved by a probe: " + tier.proved.joined(separator: ", ")
    if !tier.gaps.isEmpty {
      text += "; known gaps: " + tier.gaps.map(\.rawValue).joined(separator: ", ")
    }
    return text
  }

  private static func cassettes(of sweep: URL) -> Point {
    let name = "cassettes of \(sweep.lastPathComponent)"
    do {
      let folder = try CassetteFolder(path: sweep.path)
      try folder.prove()
      let exchanges = folder.lines.reduce(0) { $0 + $1.entryCount }
      return Point(
        name: name, isFine: true, text: "\(exchanges) exchanges, every file is as sealed")
    } catch {
      return Point(name: name, isFine: false, text: error.description)
    }
  }

  private static func servers(
    of sweep: Sweep, by access: ModelAccess, transport: any Transport
  ) async -> [Point] {
    var points: [Point] = []
    for model in sweep.models {
      let name = "server of \(model.name)"
      do {
        let probe = try ModelProbe(
          endpoint: model.endpoint, access: model.access(at: access.baseURL),
          environment: access.environment,
          transport: transport)
        points.append(Self.point(named: name, await probe.run()))
      } catch {
        points.append(Point(name: name, isFine: false, text: error.description))
      }
    }
    return points
  }

  private static func point(named name: String, _ report: ProbeReport) -> Point {
    let served = report.models.isEmpty ? "" : ", serves \(report.models.joined(separator: ", "))"
    return Point(
      name: name, isFine: report.finding == .ready || report.finding == .unlisted,
      text: report.problem?.description ?? "\(report.finding.rawValue)\(served)")
  }
}
