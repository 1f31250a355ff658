import CodeExecution
import Foundation
import Testing

/// What one run of a case came to, in the case's own words.
struct CaseRun {
  let outcome: ExecutionOutcome
  let duration: Duration
  /// How much more time it was given than the case says.
  let slowness: Double

  /// Whether it ended by the clock, or later than the case says.
  func isAboutTime(_ adversary: AdversarialCase) -> Bool {
    outcome.end == .limit(.wall) || isLate(adversary)
  }

  private func isLate(_ adversary: AdversarialCase) -> Bool {
    adversary.endsWithin.map { duration > $0 * slowness } ?? false
  }

  /// Complaints about what the case says of its end, its output and its time.
  func complaints(_ adversary: AdversarialCase, _ bait: HostBait) -> [String] {
    var complaints: [String] = []
    if !adversary.outcomes.contains(where: matches) {
      let errors = String(decoding: outcome.stderr.suffix(400), as: UTF8.self)
      complaints.append("it ended with \(outcome.end.words): \(errors)")
    }
    for check in adversary.checks {
      let bytes = check.isOfErrors ? outcome.stderr : outcome.stdout
      let isTruncated = check.isOfErrors ? outcome.stderrTruncated : outcome.stdoutTruncated
      if let complaint = check.complaint(about: bytes, isTruncated: isTruncated, bait) {
        complaints.append(complaint)
      }
    }
    if let peak = adversary.peakKiB, !peak.contains(outcome.peakKiB ?? -1) {
      complaints.append("its peak is \(outcome.peakKiB.map(String.init) ?? "unknown") KiB")
    }
    if isLate(adversary) { complaints.append("it took \(duration)") }
    return complaints
  }

  /// Whether the host's secret came out; no gap allows that.
  func leaks(_ token: String) -> Bool {
    [outcome.stdout, outcome.stderr].contains {
      String(decoding: $0, as: UTF8.self).contains(token)
    }
  }

  private func matches(_ expected: String) -> Bool {
    let words = outcome.end.words
    guard expected.hasSuffix(" *") else { return words == expected }
    return words.hasPrefix(expected.dropLast(1))
  }
}

extension ExecutionEnd {
  /// The end as cases write it.
  var words: String {
    switch self {
    case .exited(let status): "exited \(status)"
    case .signaled(let signal): "signaled \(signal)"
    case .limit(.wall): "timeout"
    case .limit(.cpu): "cpu_limit"
    case .limit(.memory): "memory"
    case .limit(.output): "output_limit"
    case .limit(.disk): "disk_limit"
    }
  }
}

extension ExecutionLimits {
  /// The limits of a case.
  init(_ adversary: AdversarialCase) throws {
    self.init(
      wallMilliseconds: 10_000, cpuSeconds: 5, diskMiB: 16, stdoutBytes: 65_536,
      stderrBytes: 65_536)
    for (key, value) in adversary.limits {
      guard let entry = Self.entries.first(where: { $0.name == key }) else {
        throw AdversarialCase.Unreadable(description: "\(adversary.name): no limit \(key)")
      }
      self[keyPath: entry.path] = value
    }
  }
}

/// How busy the machine is, as a run in a sandbox feels it.
enum MachinePace {
  /// The most that an idle machine shows.
  static let idle = 1.3

  /// How much longer a program takes than the processor works for it: 1 on an idle machine.
  static func slowness(in launcher: any Launcher) async throws -> Double {
    let outcome = try await launcher.run(
      ExecutionRequest(
        code: "import time\nwhile time.process_time() < 0.3: pass",
        interpreter: launcher.interpreter.label,
        limits: ExecutionLimits(wallMilliseconds: 3_600_000)))
    return Double(outcome.wallMicroseconds) / Double(try #require(outcome.cpuMicroseconds))
  }
}
