import Basics
import ModelAPI
import RecordReplay
import Tasks

/// One of several parts of a sweep that are recorded apart, on machines that know nothing of each
/// other.
///
/// Trials that may ask a model the very same thing are in one shard: those that ask the same question
/// of the same endpoint with the same parameters, whatever their method and whatever the sweep calls
/// the model. The division depends on nothing else, so that it is the same on every machine, and a
/// sweep that grows leaves each trial where it was.
public struct Shard: Hashable, Sendable {
  /// The largest number of shards.
  public static let maximumCount = 10_000

  /// Which of them, from 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// Names a shard; `nil` unless the number is from 1 to the count, and the count not too large.
  public init?(_ number: Int, of count: Int) {
    guard (1...Self.maximumCount).contains(count), (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// Reads `3/16`; `nil` for anything else, another spelling of a number included.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      "\(number)/\(count)" == text
    else { return nil }
    self.init(number, of: count)
  }

  /// All shards of a division.
  public static func all(of count: Int) -> [Shard] {
    (1...max(count, 1)).compactMap { Shard($0, of: count) }
  }

  /// The share of a whole number, such as a budget: the shares of all shards add up to it.
  public func share(of whole: Int) -> Int {
    let (each, rest) = whole.quotientAndRemainder(dividingBy: count)
    return each + (number <= rest ? 1 : 0)
  }

  /// The share of a rate, such as requests a minute.
  public func share(of rate: Double) -> Double { rate / Double(count) }
}

extension Shard: CustomStringConvertible {
  public var description: String { "\(number)/\(count)" }
}

extension Plan {
  /// The places of a shard's trials, in the order for recording.
  public func recordingOrder(of shard: Shard) -> [Int] {
    let endpoints = sweep.models.indices.map(shardIdentity)
    return recordingOrder.filter { index in
      let trial = self[index]
      return shard.holds(trial, endpoint: endpoints[trial.model])
    }
  }

  /// The shard, of so many, that a trial belongs to.
  public func shard(of index: Int, among count: Int) -> Shard? {
    let trial = self[index]
    let endpoint = shardIdentity(ofModelAt: trial.model)
    return Shard(Shard.number(of: trial, endpoint: endpoint, among: count), of: count)
  }

  /// What of a model decides where its trials belong.
  ///
  /// Where one model reads the answers of several, it may be asked the very same thing about two of
  /// them: then the question alone decides.
  private func shardIdentity(ofModelAt place: Int) -> Digest {
    // As where judges are, who are asked about the trials of all models.
    guard sweep.judgePlaces.isEmpty else { return Digest.sha256("") }
    return switch sweep.extraction.byModel?.extractor {
    case .model, .other: Digest.sha256("")
    case .own, nil: sweep.models[place].endpoint.identity
    }
  }
}

extension Shard {
  fileprivate func holds(_ trial: PlannedTrial, endpoint: Digest) -> Bool {
    Self.number(of: trial, endpoint: endpoint, among: count) == number
  }

  fileprivate static func number(
    of trial: PlannedTrial, endpoint: Digest, among count: Int
  ) -> Int {
    var key = DigestBuilder()
    key.update(endpoint)
    key.update(Digest.sha256(trial.question.loaded.question.prompt))
    key.update(Array("\(trial.id.sample)".utf8))
    let hash = UInt64(bitPattern: key.finalize().leading64)
    return Int(hash % UInt64(max(count, 1))) + 1
  }
}

extension ModelEndpoint {
  /// What of it is in every action: capabilities are not sent.
  fileprivate var identity: Digest {
    let value: JSONValue = [
      "family": .string(family.name), "path": .string(path), "model": .string(model),
      "parameters": .object(parameters),
    ]
    do {
      return Digest.sha256(try CanonicalJSON.bytes(of: value))
    } catch {
      // A digest of nothing would send the trials of all such models to one shard.
      preconditionFailure(
        "parameters that cannot be sent are refused before shards are made: \(error)")
    }
  }
}
