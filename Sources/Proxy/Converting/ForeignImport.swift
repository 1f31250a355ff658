import Basics
public import Cassettes
import Files
public import RecordReplay

/// Takes over the recordings of other tools.
public struct ForeignImport: Sendable {
  /// The folder of the cassettes.
  public var folder: String
  /// The upstreams of hosts that are not known by themselves.
  public var upstreams: [String: String]
  /// Headers that enter the key beside those that are known, in lower case.
  public var keyHeaders: [String]
  /// What must not be kept.
  public var secrets: SecretGuard
  /// The version of the tool, for provenance.
  public var toolVersion: String

  /// Creates an import.
  public init(
    into folder: String, upstreams: [String: String] = [:], keyHeaders: [String] = [],
    secrets: SecretGuard, toolVersion: String
  ) {
    self.folder = folder
    self.upstreams = upstreams
    self.keyHeaders = keyHeaders
    self.secrets = secrets
    self.toolVersion = toolVersion
  }

  /// What an import did.
  public struct Outcome: Sendable {
    /// The exchanges of the files.
    public var exchanges: Int
    /// Answers that are never kept: errors of the moment.
    public var leftOut: Int
    /// The cassette that was sealed; `nil` where the folder had everything.
    public var sealed: CassetteIndexLine?
  }

  /// Reads files, and seals what they hold into one more cassette of the folder, all or nothing.
  ///
  /// - Throws: ``ProxyError`` for what cannot be known, `DeckError` for credentials, `CassetteError` for a
  ///   folder that holds another answer.
  public func run(_ files: [String]) async throws -> Outcome {
    let conversion = ForeignConversion(
      upstreams: upstreams, keyHeaders: keyHeaders,
      provenance: CanonicalJSON.bytes(ofOwn: [
        "imported": .bool(true), "tool": .string(toolVersion),
      ]))
    var recordings: [ForeignRecording] = []
    for file in files {
      recordings += try ForeignFile.recordings(in: try Self.bytes(of: file), file: file)
    }
    let (exchanges, leftOut) = try conversion.exchanges(
      of: recordings, file: files.joined(separator: ", "))
    for exchange in exchanges {
      try await secrets.checkRequest(of: exchange)
      try await secrets.checkResult(of: exchange)
    }
    guard !exchanges.isEmpty else {
      return Outcome(exchanges: 0, leftOut: leftOut, sealed: nil)
    }
    let place = try CassetteFolder.mending(path: folder)
    let added = try place.sealing(exchanges).added
    return Outcome(exchanges: exchanges.count, leftOut: leftOut, sealed: added)
  }

  private static func bytes(of file: String) throws(ProxyError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(FileError) {
      bytes = try ReadableFile.bytes(of: file, limit: ForeignFile.limit)
    } catch {
      let message =
        if error.isMissing {
          "there is no such file. Check the path; nothing was written."
        } else if error.fault == .isFolder {
          "this is a folder. Name the files in it, such as \(file)/*.yaml."
        } else {
          "the file cannot be read (\(error.cause)). Check its permissions."
        }
      throw ProxyError(.usage, "\(file): \(message)")
    }
    guard let bytes else {
      throw ProxyError(
        .usage,
        "\(file): the file is larger than \(ForeignFile.limit >> 20) MiB, the most that is read. Split it."
      )
    }
    return bytes
  }
}
