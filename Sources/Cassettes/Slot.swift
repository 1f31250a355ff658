public import Basics

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
