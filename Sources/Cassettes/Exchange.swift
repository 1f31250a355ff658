public import Basics

/// What kind of thing was asked of the outside world.
///
/// The number stands in the digests of actions and in the leaves of the Merkle tree, the name in files
/// of format 2, so that a program that does not know a kind can say which it is. A new kind takes the
/// next number; format 1 holds the first two only.
public enum ExchangeKind: UInt8, Hashable, Sendable, CaseIterable {
  /// A model call.
  case completion = 1
  /// A run of model-written code.
  case execution = 2
  /// A call of somebody else's program, as it came to the proxy.
  case proxied = 3

  /// The first version of the format that has room for the kind.
  public var leastVersion: CassetteVersion {
    switch self {
    case .completion, .execution: .one
    case .proxied: .two
    }
  }

  /// The name of the kind in a file.
  var storedName: String {
    switch self {
    case .completion: "completion"
    case .execution: "execution"
    case .proxied: "proxied"
    }
  }

  /// The kind of a name; `nil` for one that this program does not know.
  init?(storedName: String) {
    guard let kind = Self.allCases.first(where: { $0.storedName == storedName }) else { return nil }
    self = kind
  }
}

/// An action and its result, at one slot.
public struct Exchange: Hashable, Sendable {
  /// Where it belongs.
  public var slot: Slot
  /// What kind of action it is.
  public var kind: ExchangeKind
  /// The action: canonical JSON bytes, from which the slot's action digest can be computed again.
  public var request: [UInt8]
  /// The result, exactly as it was recorded.
  public var result: [UInt8]
  /// The trial that recorded it, such as `gpt-4o/all-code/game24/game24-007/0`.
  public var scope: String
  /// Canonical JSON that rides beside the content and outside the key: when, by which version, from
  /// which provider.
  public var provenance: [UInt8]

  /// Creates an exchange.
  public init(
    slot: Slot, kind: ExchangeKind, request: [UInt8], result: [UInt8], scope: String,
    provenance: [UInt8]
  ) {
    self.slot = slot
    self.kind = kind
    self.request = request
    self.result = result
    self.scope = scope
    self.provenance = provenance
  }
}

/// The place of an exchange: named by the caller, never by the order of arrival.
///
/// Trials that ask the very same thing in the same slot share one recording. Slots order by action,
/// then sample, then ordinal; the Merkle root of a cassette is taken in this order.
public struct Slot: Hashable, Sendable {
  /// The digest of the action.
  public var action: Digest
  /// Which of several samples of one question, from 0.
  public var sample: UInt32
  /// How often the trial has asked the very same thing before.
  public var ordinal: UInt32

  /// Creates a slot.
  public init(action: Digest, sample: UInt32 = 0, ordinal: UInt32 = 0) {
    self.action = action
    self.sample = sample
    self.ordinal = ordinal
  }
}

extension Slot: Comparable {
  public static func < (left: Slot, right: Slot) -> Bool {
    if left.action != right.action { return left.action < right.action }
    return (left.sample, left.ordinal) < (right.sample, right.ordinal)
  }
}

extension Slot: CustomStringConvertible {
  public var description: String {
    "action \(action.short), sample \(sample), ordinal \(ordinal)"
  }
}

extension Slot {
  /// The row at which a cassette looks for this slot first.
  ///
  /// The action is a SHA-256 digest already, so that no further hash is needed: its first eight
  /// bytes, moved by an odd multiple of (sample, ordinal). The slots of one action therefore never
  /// meet, and two actions whose first eight bytes agree do not pile up in one run of rows. Rows
  /// hold the whole slot, which is compared: the key only finds, it never decides.
  var rowKey: Int64 {
    let place = UInt64(sample) << 32 | UInt64(ordinal)
    return action.leading64 &+ Int64(bitPattern: place &* 0x9E37_79B9_7F4A_7C15)
  }
}

/// Whether two results of one action are the same but for what was measured, such as times; results
/// that cannot be read are not.
public typealias SameOutcome = (ExchangeKind, [UInt8], [UInt8]) -> Bool

/// Computes the digest of an action from its kind and canonical bytes; `nil` for bytes that are none.
///
/// Cassettes know slots by the digests of actions, and the room above knows how these are made.
public typealias ActionDigest = (ExchangeKind, [UInt8]) -> Digest?

extension Exchange {
  /// Throws if the format has no room for the exchange.
  func checkBounds(file: String) throws(CassetteError) {
    let bounds = [
      ("request", request.count, CassetteFormat.maximumContent),
      ("result", result.count, CassetteFormat.maximumContent),
      ("scope", scope.utf8.count, CassetteFormat.maximumScope),
      ("provenance", provenance.count, CassetteFormat.maximumProvenance),
    ]
    for (name, count, limit) in bounds where count > limit {
      throw .tooLarge(file, at: slot, name, limit: limit)
    }
  }

  /// Throws if another recording of the slot asked or answered something else.
  func checkAgreement(with other: Exchange) throws(CassetteError) {
    guard result == other.result else {
      throw .conflict(
        at: slot, ("one recording", Digest.sha256(other.result)),
        ("another", Digest.sha256(result)))
    }
    guard request == other.request, kind == other.kind else {
      throw .conflictingExchange(at: slot, in: "cassette", "request")
    }
  }

  /// Whether the scope, then the provenance, comes before another's, by bytes.
  func hasSmallerLabel(than other: Exchange) -> Bool {
    if scope.utf8.elementsEqual(other.scope.utf8) {
      return provenance.lexicographicallyPrecedes(other.provenance)
    }
    return scope.utf8.lexicographicallyPrecedes(other.scope.utf8)
  }
}
