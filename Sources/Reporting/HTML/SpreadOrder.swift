/// The items of a list in an order in which every beginning is spread over the whole list.
///
/// Questions lie by complexity: the first few of a cell would all be easy ones.
struct SpreadOrder {
  /// The places `0..<count`: those that one item would take evenly, then those that two, four, eight
  /// add.
  static func places(_ count: Int) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    var taken = [Bool](repeating: false, count: count)
    var width = 1
    while places.count < count {
      for place in evenly(min(width, count), of: count) where !taken[place] {
        taken[place] = true
        places.append(place)
      }
      width *= 2
    }
    return places
  }

  /// So many places spread evenly over a list; all where it has no more.
  static func evenly(_ wanted: Int, of count: Int) -> [Int] {
    guard wanted < count else { return Array(0..<count) }
    return (0..<max(wanted, 0)).map { $0 * count / wanted }
  }
}
