/// Where a sweep lies in a repository.
public struct SweepPlace: Hashable, Sendable {
  /// The file that makes a folder a sweep.
  static let fileName = "sweep.yaml"
  /// The score sheet beside the cassettes.
  static let baselineName = "baseline.tsv"

  /// The folder from the root of the repository, such as `cassettes/smollm2-135m`.
  public let folder: String

  /// Creates a place.
  public init(folder: String) {
    self.folder = folder
  }

  /// The sweep's file from the root of the repository.
  var file: String { "\(folder)/\(Self.fileName)" }
  /// The baseline from the root of the repository.
  var baseline: String { "\(folder)/\(Self.baselineName)" }
}
