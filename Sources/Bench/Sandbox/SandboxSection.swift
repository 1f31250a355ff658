import CodeExecution
import Foundation

/// What the sandbox costs and how well it measures, in each tier that works here.
///
/// Starts are timed by turns, bare and in each tier, so that a machine that grows busy slows all of
/// them; what counts is the difference of their medians. How much processor time and memory a run
/// took is compared with what the very same run says of itself.
enum SandboxSection: BenchSection {
  static let name = "sandbox"
  static let summary = "runs of code: overhead, runs a second, kill latency, errors of measurement"

  /// Starts of each kind.
  private static let starts = 60

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let interpreter = try await Interpreter.find()
    var tiers: [TierBench] = []
    var facts = [("python", "\(interpreter.path) \(interpreter.version)")]
    for (tier, most) in [(SandboxTier.namespaces, 10.0), (.landlock, 4.0)] {
      do {
        let launcher = try await Sandbox.launcher(
          .only(tier), interpreter: interpreter, environment: ProcessInfo.processInfo.environment)
        tiers.append(TierBench(launcher: launcher, mostOverhead: most))
      } catch {
        facts.append(("tier \(tier.rawValue)", "does not work here: \(error)"))
      }
    }
    guard !tiers.isEmpty else { throw BenchError("No sandbox works here. See: steerbench doctor") }
    let bare = BarePython(interpreter: interpreter)
    var times: [[Double]] = Array(repeating: [], count: tiers.count + 1)
    for _ in 0..<starts {
      times[0].append(try bare.run("print(1)").milliseconds)
      for (index, tier) in tiers.enumerated() { times[index + 1].append(try await tier.start()) }
    }
    let base = times[0].median
    var figures = [BenchFigure("bare print(1)", base, "ms", decimals: 1)]
    for (index, tier) in tiers.enumerated() {
      figures += try await tier.figures(start: times[index + 1].median, bare: base)
    }
    return BenchReport(section: name, facts: facts, figures: figures)
  }
}

extension Duration {
  /// The duration in milliseconds.
  var milliseconds: Double {
    Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
  }
}

extension [Double] {
  /// The value in the middle; 0 of none.
  var median: Double {
    isEmpty ? 0 : sorted()[count / 2]
  }
}
