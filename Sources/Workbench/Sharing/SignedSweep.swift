package import Basics
import Cassettes
import Files
import FoundationEssentials
package import Sharing
import Sweeps

/// A sweep with its cassettes that was signed.
package struct SignedSweep: Sendable {
  private let path: String
  private let key: VerifyingKey
  private let statement: SignatureStatement
  private let count: Int
  private let files: Int

  /// Signs exactly what the folder holds that a user's word means, and what the sweep in it points at.
  package init(_ word: String, by key: SigningKey) throws {
    let folder = try CassetteLocator.folder(word)
    let (statement, catalog, files) = try Self.statement(of: folder)
    self.statement = statement
    path = try CassetteSignature.write(statement, by: key, into: folder.path)
    self.key = key.verifying
    count = catalog.entries.count
    self.files = files
  }

  /// Throws unless what a folder holds, and everything else that decides its scores, is signed.
  package static func check(
    _ word: String, by demand: SignatureDemand
  ) throws -> SignatureCoverage {
    let folder = try CassetteLocator.folder(word)
    return try demand.check(try statement(of: folder).0, at: folder.path) {
      (name) throws(SharingError) in
      let path = Folder(folder.path).path(of: name)
      return Path.exists(path) ? path : nil
    }
  }

  /// What there is to sign: the cassettes, and each file that decides a score, where there is a sweep.
  private static func statement(
    of folder: CassetteFolder
  ) throws -> (SignatureStatement, ExchangeCatalog, files: Int) {
    let catalog = try ExchangeCatalog(
      CassetteSet(path: folder.path), actionDigest: CassetteLocator.actionDigest)
    let url = URL(filePath: folder.path, directoryHint: .isDirectory)
    var digests: [String: Digest] = [:]
    if Path.exists(url.appending(path: SweepFolder.sweepFileName).path) {
      let sweep = try SweepFolder(url)
      for name in SweepFolder.opened(by: sweep.sweep, presets: sweep.presetFile) {
        let path = url.appending(path: name).standardizedFileURL.path
        guard Path.exists(path) else { continue }
        digests[name] = try ReadableFile(path).digest()
      }
    } else if try CassetteShelf.companions(of: url).contains(CassetteShelf.rules) {
      // What a recording is found by is a part of what it answers.
      digests[CassetteShelf.rules] = try ReadableFile(
        url.appending(path: CassetteShelf.rules).path
      ).digest()
    }
    return (SignatureStatement(catalog, files: digests), catalog, digests.count)
  }

  /// What was signed, for people.
  package var text: String {
    """
    Signed \(count) exchanges and \(files) files with the key \(key.id): \(path)
      root \(statement.root)
    """
  }

  /// The same for programs.
  package var json: JSONValue {
    ["signature": .string(path), "key": .string(key.id), "statement": statement.value]
  }
}

extension SignatureCoverage {
  /// What is covered, as a part of a sentence.
  package var words: String {
    guard !uncovered.isEmpty else {
      return "signed by the key \(key): the cassettes and everything else that decides a score"
    }
    let shown = uncovered.prefix(10).map { VisibleText.escape(String($0.prefix(200))) }
    let more = uncovered.count > 10 ? " and \(uncovered.count - 10) more" : ""
    return "signed by the key \(key): the cassettes only, and not "
      + shown.joined(separator: ", ") + more
  }

  /// The same for programs.
  package var json: JSONValue {
    ["key": .string(key), "uncovered": .array(uncovered.map { .string($0) })]
  }
}

/// Which number of each list of keys was seen last, so that an older list, in which a key was not yet
/// revoked, is not taken for the newest.
///
/// The file is the user's own; no sweep and no bundle writes it.
package struct KeyListMemory: Sendable {
  private let file: URL

  /// The memory of a user.
  package init(in environment: [String: String]) {
    file = UserFolder.configuration(in: environment).appending(path: "keys")
  }

  /// Reads a list that a key has signed; throws for one that is older than one that was seen.
  package func list(_ path: String, signedBy root: VerifyingKey) throws -> KeyList {
    let list = try KeyList(path: path, signedBy: root)
    let seen = try numbers()
    if let last = seen[root.id], list.number < last {
      throw SharingError.oldKeyList(path, number: list.number, seen: last)
    }
    guard seen[root.id] != list.number else { return list }
    var numbers = seen
    numbers[root.id] = list.number
    let lines = numbers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
    try UserFolder.write(Array(lines.joined().utf8), to: file)
    return list
  }

  private func numbers() throws -> [String: Int] {
    var numbers: [String: Int] = [:]
    for line in try UserFolder.lines(of: file) {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = Int(words[1]) else {
        throw WorkbenchError(
          .usage,
          "\(file.path): this line names no key and number: \(VisibleText.escape(String(line.prefix(200)))). Mend it, or put the "
            + "file away to begin anew.")
      }
      numbers[String(words[0])] = number
    }
    return numbers
  }
}
