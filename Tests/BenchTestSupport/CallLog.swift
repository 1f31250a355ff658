import Synchronization

/// What a scripted world was asked, from any number of tasks.
public final class CallLog<Element: Hashable & Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  /// Creates an empty log.
  public init() {}

  /// Adds an entry and gives the number of entries before it.
  @discardableResult
  public func add(_ element: Element) -> Int {
    elements.withLock { elements in
      elements.append(element)
      return elements.count - 1
    }
  }

  /// The entries, in the order in which they came.
  public var all: [Element] { elements.withLock { $0 } }

  /// The number of entries.
  public var count: Int { elements.withLock { $0.count } }

  /// The entries that came more than once.
  public var repeated: Set<Element> {
    var seen: Set<Element> = []
    return Set(all.filter { !seen.insert($0).inserted })
  }
}

/// A door that stays shut until it is opened; then everyone passes.
public actor Door {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// How many have come to the door so far.
  public private(set) var arrivals = 0

  /// Creates a shut door.
  public init() {}

  /// Waits until the door is open.
  public func pass() async {
    arrivals += 1
    guard !isOpen else { return }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// Opens the door for good.
  public func open() {
    isOpen = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  /// Waits until so many have come to the door.
  public func arrivals(atLeast count: Int) async {
    while arrivals < count { await Task.yield() }
  }
}
