public import Basics

/// An export that is being written: it is told of each trial in order, and puts bytes into files.
///
/// It keeps sums and no trials, so that an export costs memory by its cells only.
public protocol SweepExport: Sendable {
  /// Adds a trial; trials come in ascending order.
  mutating func add(_ trial: ExportedTrial, to files: inout ExportFiles) throws(JSONError)

  /// Writes what comes after the last trial.
  mutating func finish(_ files: inout ExportFiles) throws(JSONError)
}

/// Bytes on their way into the files of an export.
public struct ExportFiles: Sendable {
  /// Bytes for the end of one file.
  public struct Piece: Hashable, Sendable {
    /// The file's path below the export's folder; empty for an export of one file.
    public var path: String
    /// What is appended to it.
    public var bytes: [UInt8]
  }

  private var pieces: [Piece] = []
  /// The bytes that wait.
  public private(set) var count = 0

  /// Creates files without bytes.
  public init() {}

  /// Appends text to a file.
  public mutating func append(_ text: String, to path: String = "") {
    append(Array(text.utf8), to: path)
  }

  /// Appends bytes to a file.
  public mutating func append(_ bytes: [UInt8], to path: String = "") {
    count += bytes.count
    if let last = pieces.indices.last, pieces[last].path == path {
      pieces[last].bytes += bytes
    } else {
      pieces.append(Piece(path: path, bytes: bytes))
    }
  }

  /// Takes what waits, in order.
  public mutating func take() -> [Piece] {
    defer { (pieces, count) = ([], 0) }
    return pieces
  }
}

/// A format that sweeps can be exported in.
public struct SweepExportFormat: Sendable {
  /// The name on the command line.
  public var name: String
  /// What it is and who reads it, in a line.
  public var summary: String
  /// Whether it is a folder of files and not one file.
  public var isFolder: Bool
  /// Begins an export.
  public var begin: @Sendable (ExportedSweep) -> any SweepExport

  /// Creates a format.
  public init(
    name: String, summary: String, isFolder: Bool = false,
    begin: @escaping @Sendable (ExportedSweep) -> any SweepExport
  ) {
    self.name = name
    self.summary = summary
    self.isFolder = isFolder
    self.begin = begin
  }
}

/// The formats, each of one file beside this one.
public enum SweepExportRegistry {
  /// All formats.
  public static let all: [SweepExportFormat] = [
    CSVSweepExport.format, CSVTextSweepExport.format, JSONLinesSweepExport.format,
    JSONSweepExport.format, JUnitSweepExport.format,
    MarkdownSweepExport.format, GitHubSweepExport.format, LMEvalExport.format,
    InspectExport.format, EveryEvalExport.format, OpenMetricsExport.format,
  ]

  /// The format of a name.
  public static func format(named name: String) -> SweepExportFormat? {
    all.first { $0.name == name }
  }
}
