import CodeExecution
import Foundation

/// The tiers that work here, each with its launcher.
struct SandboxTiers: Sendable {
  /// The tiers that code may be kept in by.
  static let walls: [SandboxTier] = [.namespaces, .landlock]

  private let launchers: [SandboxTier: any Launcher]
  /// Why the others do not work.
  let problems: [SandboxTier: String]

  /// Found once.
  static let shared = Task { await SandboxTiers() }

  init() async {
    var launchers: [SandboxTier: any Launcher] = [:]
    var problems: [SandboxTier: String] = [:]
    for tier in SandboxTier.allCases {
      do {
        let interpreter = try await Interpreter.find()
        launchers[tier] = try await Sandbox.launcher(
          .only(tier), interpreter: interpreter, environment: ProcessInfo.processInfo.environment)
      } catch {
        problems[tier] = "\(error)"
      }
    }
    self.launchers = launchers
    self.problems = problems
  }

  /// The launcher of a tier; `nil` where the tier does not work.
  func launcher(of tier: SandboxTier) -> (any Launcher)? { launchers[tier] }

  /// The tiers that must work here, by the environment; elsewhere those that do not are left out.
  static var required: [String] {
    let names = ProcessInfo.processInfo.environment["STEERBENCH_REQUIRED_TIERS"] ?? ""
    return names.split(separator: ",").map(String.init)
  }
}
