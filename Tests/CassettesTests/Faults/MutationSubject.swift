import Basics
import CassetteFaults
import Cassettes
import Foundation
import TestSupport

/// A small sealed cassette, mutants of it, and what each of them answers.
struct MutationSubject: Sendable {
  let exchanges: [Exchange]
  private let image: [UInt8]
  private let root: Digest
  private let truth: [Slot: Exchange]

  /// One change of the file.
  struct Mutant: Sendable {
    enum Edit: Sendable {
      case none
      case flip(offset: Int, bit: Int)
      case overwrite(offset: Int, [UInt8])
      /// The file ends early; or, as after a power cut, its rest is zero.
      case truncate(size: Int, isPadded: Bool)
    }

    let edit: Edit
  }

  /// What became of some mutants.
  struct Verdicts: Sendable {
    var detected = 0
    var harmless = 0
    /// Mutants that passed for whole, or gave other bytes.
    var wrong: [String] = []

    static func + (left: Verdicts, right: Verdicts) -> Verdicts {
      Verdicts(
        detected: left.detected + right.detected, harmless: left.harmless + right.harmless,
        wrong: left.wrong + right.wrong)
    }
  }

  /// Seals some exchanges, enough for a tree of pages; `truth` may falsify what they are compared with.
  init(
    _ version: CassetteVersion = .one, truth change: (inout Exchange) -> Void = { _ in }
  ) throws {
    // Solid blocks are decoded as wholes, and every mutant is asked for everything.
    exchanges =
      version == .one
      ? Samples.exchanges(100, seed: 5, words: 120) : Samples.exchanges(36, seed: 5, words: 60)
    let sealed = try CassetteSealer.seal(exchanges, as: version)
    image = sealed.bytes
    root = sealed.root
    truth = Dictionary(
      uniqueKeysWithValues: exchanges.map { exchange in
        var exchange = exchange
        change(&exchange)
        return (exchange.slot, exchange)
      })
  }

  /// Every truncation at a structural boundary, then flips and overwrites in turn.
  func mutants(_ count: Int, seed: UInt64) -> [Mutant] {
    var random = SeededNumbers(seed)
    var mutants = structuralBoundaries().prefix(count / 4).flatMap { size in
      [false, true].map { Mutant(edit: .truncate(size: size, isPadded: $0)) }
    }
    while mutants.count < count {
      // Nine in ten hit a byte that is in use: the rest of a page is mostly zero.
      var offset = Int.random(in: 0..<image.count, using: &random)
      if !mutants.count.isMultiple(of: 10) {
        while image[offset] == 0 { offset = Int.random(in: 0..<image.count, using: &random) }
      }
      if mutants.count.isMultiple(of: 2) {
        let bit = Int.random(in: 0..<8, using: &random)
        mutants.append(Mutant(edit: .flip(offset: offset, bit: bit)))
      } else {
        let bytes = (0..<Int.random(in: 1...512, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
        mutants.append(Mutant(edit: .overwrite(offset: offset, bytes)))
      }
    }
    return mutants
  }

  /// The file after a change, with every digest renewed that a file has of itself.
  func bytes(of mutant: Mutant) -> [UInt8] {
    HostileHeader.resealed(changed(by: mutant))
  }

  /// The file after a change, and nothing else.
  func changed(by mutant: Mutant) -> [UInt8] {
    var bytes = image
    switch mutant.edit {
    case .none: break
    case .flip(let offset, let bit): bytes[offset] ^= 1 << UInt8(bit)
    case .overwrite(let offset, let other):
      let end = min(offset + other.count, bytes.count)
      bytes.replaceSubrange(offset..<end, with: other.prefix(end - offset))
    case .truncate(let size, let isPadded):
      bytes.removeLast(bytes.count - size)
      if isPadded { bytes += [UInt8](repeating: 0, count: image.count - size) }
    }
    return bytes
  }

  /// Where the header ends, every page begins, and every cell and array of cells begins and ends.
  private func structuralBoundaries() -> [Int] {
    let pageSize = Int(image[16]) << 8 | Int(image[17])
    var boundaries: Set<Int> = [0, 16, 99, 100]
    for page in 0..<image.count / pageSize {
      let start = page * pageSize
      let header = start + (page == 0 ? 100 : 0)
      boundaries.formUnion([start, start + 1, header + 8, start + pageSize - 1])
      guard [2, 5, 10, 13].contains(image[header]) else { continue }
      let cells = header + (image[header] < 10 ? 12 : 8)
      let count = Int(image[header + 3]) << 8 | Int(image[header + 4])
      for cell in 0..<count {
        let pointer = cells + 2 * cell
        boundaries.insert(pointer)
        boundaries.insert(start + Int(image[pointer]) << 8 | Int(image[pointer + 1]))
      }
    }
    return boundaries.filter { $0 < image.count }.sorted()
  }

  /// Opens each mutant without its INDEX, verifies it, and asks it for everything.
  func examine(_ mutants: [Mutant], in folder: String) throws -> Verdicts {
    let path = folder + "/mutant.cas"
    var verdicts = Verdicts()
    for mutant in mutants {
      let bytes = bytes(of: mutant)
      try write(bytes, to: path)
      switch examine(path) {
      case .detected: verdicts.detected += 1
      case .harmless: verdicts.harmless += 1
      case .wrong(let what): verdicts.wrong.append("\(mutant.edit): \(what)")
      }
    }
    return verdicts
  }

  private enum Verdict {
    case detected
    case harmless
    case wrong(String)
  }

  private func examine(_ path: String) -> Verdict {
    guard let cassette = try? SealedCassette(path: path) else { return .detected }
    if let lie = lie(of: cassette) { return .wrong(lie) }
    let isWhole = (try? cassette.verify(.full)) != nil
    if isWhole, let lie = lie(of: path) { return .wrong(lie) }
    var answers = 0
    for (slot, exchange) in truth {
      guard let result = try? cassette.result(at: slot) else { continue }
      guard result == exchange.result else { return .wrong("another result at \(slot)") }
      answers += 1
    }
    guard isWhole else { return .detected }
    guard answers == truth.count, cassette.root == root,
      let entries = try? cassette.entries(), entries.count == truth.count
    else { return .wrong("a file that passes for whole is not") }
    for entry in entries {
      guard let exchange = truth[entry.slot], entry.scope == exchange.scope,
        entry.kind == exchange.kind, (try? cassette.request(of: entry)) == exchange.request,
        (try? cassette.provenance(of: entry)) == exchange.provenance
      else { return .wrong("another exchange at \(entry.slot)") }
    }
    return .harmless
  }

  /// What a cassette that can be opened says and is not so, whether or not it is whole: each reading is
  /// right or an error.
  private func lie(of cassette: SealedCassette) -> String? {
    guard cassette.root == root, cassette.entryCount == truth.count else { return "another root" }
    for (slot, exchange) in truth {
      if let result = try? cassette.result(at: slot), result != exchange.result {
        return "another result at \(slot)"
      }
    }
    if let entries = try? cassette.entries() {
      guard Set(entries.map(\.slot)) == Set(truth.keys) else { return "other exchanges" }
      for entry in entries {
        guard let exchange = truth[entry.slot], entry.kind == exchange.kind,
          entry.scope == exchange.scope,
          (try? cassette.row(of: entry.slot)).map({ $0 == entry.row }) ?? true,
          (try? cassette.request(of: entry)).map({ $0 == exchange.request }) ?? true,
          (try? cassette.provenance(of: entry)).map({ $0 == exchange.provenance }) ?? true
        else { return "another exchange at \(entry.slot)" }
      }
    }
    return nil
  }

  /// What a whole file says as a set or a listing, and is not so.
  private func lie(of path: String) -> String? {
    if let catalog = try? ExchangeCatalog(CassetteSet(files: [path])) {
      for entry in catalog.entries {
        guard let exchange = truth[entry.slot], entry.requestSize == exchange.request.count,
          entry.resultSize == exchange.result.count
        else { return "other sizes at \(entry.slot)" }
      }
    }
    var listed: [Exchange] = []
    if let listing = try? ExchangeListing(path: path),
      (try? listing.forEachExchange { listed.append($0) }) != nil
    {
      guard listed.count == truth.count, listed.allSatisfy({ truth[$0.slot] == $0 }) else {
        return "a listing of other exchanges"
      }
    }
    return nil
  }
}
