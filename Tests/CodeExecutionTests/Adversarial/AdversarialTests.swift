import Foundation
import Glibc
import Testing

@testable import CodeExecution

/// Every case in every tier that works here, one at a time: what a run leaves behind is looked for
/// among all descendants of this process.
@Suite("The adversarial suite", .serialized, .timeLimit(.minutes(15)))
struct AdversarialTests {
  /// One case in one tier.
  struct Trial: Sendable, CustomTestStringConvertible {
    var adversary: AdversarialCase
    var tier: SandboxTier

    var testDescription: String { "\(adversary.name) in tier \(tier.rawValue)" }
  }

  /// Reading fails as a test of its own, below.
  private static let cases = (try? AdversarialCase.all()) ?? []

  private static let trials = SandboxTiers.walls.flatMap { tier in
    cases.map { Trial(adversary: $0, tier: tier) }
  }

  @Test("Every case can be read, and says what must happen")
  func readable() throws {
    let cases = try AdversarialCase.all()
    #expect(cases.count >= 100)
    for adversary in cases {
      _ = try ExecutionLimits(adversary)
      for gap in adversary.gaps {
        let tier = try #require(SandboxTier(rawValue: gap.tier), "\(adversary.name)")
        // Only of the gaps that a tier declares, under some circumstances, may a case speak.
        let declared = tier.gaps(ownsUser: false, scopesSignals: false).map(\.rawValue)
        #expect(declared.contains(gap.name), "\(adversary.name): \(gap.name)")
      }
    }
  }

  @Test("The tiers that must work here work")
  func tiers() async throws {
    let tiers = await SandboxTiers.shared.value
    for name in SandboxTiers.required {
      let tier = try #require(SandboxTier(rawValue: name))
      #expect(tiers.launcher(of: tier) != nil, "\(tiers.problems[tier] ?? "")")
    }
    #expect(SandboxTiers.walls.contains { tiers.launcher(of: $0) != nil }, "\(tiers.problems)")
  }

  @Test(
    "What must happen happens, nothing of the host is reached, nothing is left", arguments: trials)
  func holds(_ trial: Trial) async throws {
    guard let launcher = await SandboxTiers.shared.value.launcher(of: trial.tier),
      Self.isThisMachine(trial.adversary)
    else { return }
    Leftovers.adoptOrphans()
    let adversary = trial.adversary
    let bait = try HostBait()
    let before = Leftovers.current()
    let runs = try await Self.run(adversary, launcher, bait)
    let after = Leftovers.current()

    // No gap excuses any of this.
    for complaint in after.complaints(since: before) + bait.complaints() {
      Issue.record("\(trial.testDescription): \(complaint)")
    }
    for run in runs where run.leaks(bait.token) {
      Issue.record("\(trial.testDescription): it printed a secret of the host")
    }

    var complaints = runs.flatMap { $0.complaints(adversary, bait) }
    if adversary.isSameTwice, runs[0].outcome.stdout != runs[1].outcome.stdout {
      let texts = runs.map { String(decoding: $0.outcome.stdout, as: UTF8.self) }
      complaints.append("two runs differ: \(texts[0])\(texts[1])")
    }
    let gaps = Self.gaps(of: trial)
    if gaps.isEmpty {
      for complaint in complaints { Issue.record("\(trial.testDescription): \(complaint)") }
    } else if complaints.isEmpty {
      Issue.record(
        "\(trial.testDescription): the gap \(gaps[0].name) is declared, and is not there")
    }
  }

  @Test(
    "Without a sandbox the same cases do find what they look for",
    arguments: cases.filter(\.leaksWithoutSandbox))
  func bites(_ adversary: AdversarialCase) async throws {
    guard let launcher = await SandboxTiers.shared.value.launcher(of: .unprotected),
      Self.isThisMachine(adversary)
    else { return }
    let bait = try HostBait()
    let runs = try await Self.run(adversary, launcher, bait)
    let text = String(decoding: runs[0].outcome.stdout, as: UTF8.self)
    #expect(text.contains("LEAK") || !bait.complaints().isEmpty, "\(adversary.name): \(text)")
  }

  // MARK: -

  /// Runs a case as often as it asks for.
  ///
  /// The times that cases name are those of an idle machine. Where a case does not hold and its clock
  /// may be why, it is tried again with as much more time as this machine is slower at the moment; on
  /// an idle one there is no second try.
  private static func run(
    _ adversary: AdversarialCase, _ launcher: any Launcher, _ bait: HostBait
  ) async throws -> [CaseRun] {
    var slowness = 1.0
    while true {
      let runs = try await run(adversary, launcher, bait, slowness: slowness)
      let isLate = runs.contains { $0.isAboutTime(adversary) }
      let holds = runs.allSatisfy { $0.complaints(adversary, bait).isEmpty }
      guard isLate, !holds, slowness < 100 else { return runs }
      let measured = try await MachinePace.slowness(in: launcher)
      guard measured > MachinePace.idle else { return runs }
      slowness = max(2 * slowness, 2 * measured)
    }
  }

  private static func run(
    _ adversary: AdversarialCase, _ launcher: any Launcher, _ bait: HostBait, slowness: Double
  ) async throws -> [CaseRun] {
    var limits = try ExecutionLimits(adversary)
    limits.wallMilliseconds = Int(Double(limits.wallMilliseconds) * slowness)
    let request = ExecutionRequest(
      code: bait.fill(adversary.code), interpreter: launcher.interpreter.label, limits: limits)
    let caller = adversary.isConnectedTo ? calling(bait.freePort) : nil
    var runs: [CaseRun] = []
    for _ in 0..<(adversary.isSameTwice ? 2 : 1) {
      let start = ContinuousClock.now
      let outcome = try await launcher.run(request)
      runs.append(
        CaseRun(
          outcome: outcome, duration: ContinuousClock.now - start, slowness: slowness))
    }
    caller?.cancel()
    if await caller?.value == true {
      Issue.record("\(adversary.name): the host reached a server of the program")
    }
    return runs
  }

  /// Tries to reach a port of this host until it is cancelled; whether somebody answered.
  private static func calling(_ port: UInt16) -> Task<Bool, Never> {
    Task.detached {
      while !Task.isCancelled {
        if BaitSockets.answers(port) { return true }
        try? await Task.sleep(for: .milliseconds(10))
      }
      return false
    }
  }

  private static func isThisMachine(_ adversary: AdversarialCase) -> Bool {
    guard let machine = adversary.machine else { return true }
    var name = utsname()
    uname(&name)
    return withUnsafeBytes(of: &name.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
      == machine
  }

  /// The gaps of a case that its tier declares on this machine and for this user.
  private static func gaps(of trial: Trial) -> [AdversarialCase.Gap] {
    let declared = trial.tier.gaps(ownsUser: geteuid() == 0, scopesSignals: true).map(\.rawValue)
    return trial.adversary.gaps.filter {
      $0.tier == trial.tier.rawValue && declared.contains($0.name)
    }
  }
}
