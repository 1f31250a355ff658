/// What kind of thing was asked of the outside world.
public enum ExchangeKind: UInt8, Hashable, Sendable, CaseIterable {
  /// A model call.
  case completion = 1
  /// A run of model-written code.
  case execution = 2
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
