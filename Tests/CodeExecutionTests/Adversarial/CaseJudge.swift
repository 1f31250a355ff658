import CodeExecution
import Foundation

/// What one run of a case came to, in the case's own words.
struct CaseRun {
  let outcome: ExecutionOutcome
  let duration: Duration

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
    if let limit = adversary.endsWithin, duration > limit {
      complaints.append("it took \(duration)")
    }
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
    case .wallLimit: "timeout"
    case .cpuLimit: "cpu_limit"
    case .memoryLimit: "memory"
    case .outputLimit: "output_limit"
    case .diskLimit: "disk_limit"
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
