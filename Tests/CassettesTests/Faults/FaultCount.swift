import Foundation

/// How often a fault is tried: often enough for CI, or as often as the environment asks.
enum FaultCount {
  /// Power cuts of the journal: `STEERBENCH_POWER_CUTS`.
  static let powerCuts = named("STEERBENCH_POWER_CUTS", otherwise: 1_000)
  /// Kills while recording, and as many while sealing: `STEERBENCH_KILLS`.
  static let kills = named("STEERBENCH_KILLS", otherwise: 20)
  /// Mutations of a sealed cassette: `STEERBENCH_MUTATIONS`.
  static let mutations = named("STEERBENCH_MUTATIONS", otherwise: 10_000)

  private static func named(_ name: String, otherwise count: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? count
  }
}
