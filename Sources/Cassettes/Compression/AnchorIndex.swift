/// Where stretches of text were seen first, by the hash of 32 bytes.
///
/// One place in 32 is an anchor, chosen by the bytes themselves: so a text that comes again has its
/// anchors at the same bytes, wherever it lies. The index is a hint; whoever asks compares bytes.
struct AnchorIndex {
  /// The number of bytes that decide about an anchor.
  static let window = 32

  /// Some place in a document.
  struct Place {
    /// The number of the document.
    var document: UInt32
    /// The end of the anchor's bytes.
    var end: UInt32
  }

  private struct Slot {
    var hash: UInt32
    var place: Place
  }

  private static let empty = UInt32.max
  private var slots: [Slot]
  private var count = 0

  /// Creates an index with room for the anchors of so many bytes.
  init(bytes: Int = 0) {
    var capacity = 64
    while capacity < bytes / 12 { capacity *= 2 }
    slots = Self.emptySlots(capacity)
  }

  private static func emptySlots(_ capacity: Int) -> [Slot] {
    [Slot](
      repeating: Slot(hash: 0, place: Place(document: empty, end: 0)), count: capacity)
  }

  /// The place of an anchor's bytes, as far as a hash can tell; `nil` if they were not seen.
  func place(of hash: UInt32) -> Place? {
    let slot = slots[index(of: hash)]
    return slot.place.document == Self.empty ? nil : slot.place
  }

  /// Adds all anchors of a stretch that begins at `base` in its document.
  ///
  /// Anchors that were seen before stay where they are.
  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, document: Int, at base: Int = 0) {
    guard let document = UInt32(exactly: document), base + bytes.count <= Int(UInt32.max)
    else { return }
    var roller = AnchorRoller(at: 0)
    for end in 0..<bytes.count where roller.roll(bytes[end], at: end) {
      insert(roller.hash, Place(document: document, end: UInt32(base + end + 1)))
    }
  }

  private mutating func insert(_ hash: UInt32, _ place: Place) {
    let index = index(of: hash)
    guard slots[index].place.document == Self.empty else { return }
    slots[index] = Slot(hash: hash, place: place)
    count += 1
    if 2 * count > slots.count { grow() }
  }

  private mutating func grow() {
    let old = slots
    slots = Self.emptySlots(2 * old.count)
    for slot in old where slot.place.document != Self.empty { slots[index(of: slot.hash)] = slot }
  }

  /// The slot that holds a hash, or the one where it would go.
  private func index(of hash: UInt32) -> Int {
    let mask = slots.count - 1
    // The low bits of a hash depend on few bytes: the product mixes them all into the high ones.
    var index = Int((UInt64(hash) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while slots[index].place.document != Self.empty, slots[index].hash != hash {
      index = (index + 1) & mask
    }
    return index
  }
}

/// Rolls the hash of the last 32 bytes along a text.
struct AnchorRoller {
  private(set) var hash: UInt32 = 0
  private var first: Int

  /// Starts at a byte: the first anchor may end 32 bytes later.
  init(at start: Int) { first = start + AnchorIndex.window - 1 }

  /// Takes the byte at an offset; whether an anchor ends with it.
  @inline(__always)
  mutating func roll(_ byte: UInt8, at offset: Int) -> Bool {
    // Each byte is shifted out after 32 others: the hash is one of exactly the last 32.
    hash = hash << 1 &+ Self.gears[Int(byte)]
    return offset >= first && hash >> 27 == 0
  }

  /// A fixed number for each byte, from the SplitMix64 sequence of seed 0.
  private static let gears: [UInt32] = {
    var state: UInt64 = 0
    return (0..<256).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return UInt32(truncatingIfNeeded: word ^ (word >> 31))
    }
  }()
}
