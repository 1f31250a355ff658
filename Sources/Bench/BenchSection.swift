/// A part of the benchmark: one file, and one line in ``BenchSections``.
protocol BenchSection: Sendable {
  /// The name on the command line.
  static var name: String { get }
  /// One sentence on what is measured, for the help.
  static var summary: String { get }

  /// Measures.
  static func run(_ options: BenchOptions) async throws -> BenchReport
}

/// The sections, in the order in which they run.
enum BenchSections {
  /// All sections.
  static let all: [any BenchSection.Type] = [
    ReplaySection.self,
    CassettesSection.self,
    GradingSection.self,
    SandboxSection.self,
    BisectSection.self,
    CallsSection.self,
    SharingSection.self,
  ]
}
