/// Where a pattern is found in a text.
extension LinearRegex {
  /// The places, from left to right and apart: the first at which the pattern matches, as far as the first of
  /// its choices goes that leads to a match, then the next behind that.
  ///
  /// Empty matches are left out. One search takes time in proportion to the text; many that look far ahead
  /// and find little take as many times that, which is why the steps of all are counted. The count is of the
  /// pattern and the text alone, so that the same text is refused on every machine.
  ///
  /// - Parameters:
  ///   - scalars: The text.
  ///   - steps: How many steps may be taken, lowered by those that were.
  /// - Returns: The ranges in `scalars`; `nil` where the steps do not do.
  package func ranges(in scalars: [Unicode.Scalar], steps: inout Int) -> [Range<Int>]? {
    var search = RegexSearch(program: program, scalars: scalars, steps: steps)
    defer { steps = search.steps }
    var ranges: [Range<Int>] = []
    var start = 0
    while start <= scalars.count {
      guard let match = search.first(from: start) else { break }
      if !match.isEmpty { ranges.append(match) }
      start = match.isEmpty ? match.upperBound + 1 : match.upperBound
    }
    return search.steps < 0 ? nil : ranges
  }
}

/// A search that goes over a text once: the ways to match that are still open, the one that counts first.
private struct RegexSearch {
  let program: [LinearRegex.Instruction]
  let scalars: [Unicode.Scalar]
  /// How many steps are left; below 0 where they did not do.
  var steps: Int
  private var threads: Threads
  private var next: Threads

  init(program: [LinearRegex.Instruction], scalars: [Unicode.Scalar], steps: Int) {
    self.program = program
    self.scalars = scalars
    self.steps = steps
    threads = Threads(program.count)
    next = threads
  }

  /// The first match from a place on.
  mutating func first(from start: Int) -> Range<Int>? {
    var found: Range<Int>?
    threads.removeAll()
    for place in start...scalars.count {
      if found == nil { threads.add(0, from: place, at: place, program, scalars, &steps) }
      guard !threads.members.isEmpty, steps >= 0 else { break }
      next.removeAll()
      walk: for (counter, start) in threads.members {
        switch program[counter] {
        case .match:
          // What would have been tried later counts no more.
          found = start..<place
          break walk
        case .one(let set):
          if place < scalars.count, set.contains(scalars[place]) {
            next.add(counter + 1, from: start, at: place + 1, program, scalars, &steps)
          }
        case .split, .jump, .assert: break
        }
      }
      swap(&threads, &next)
    }
    return found
  }

  /// Places of the program, each once, with the place in the text at which each began.
  private struct Threads {
    private(set) var members: [(counter: Int, start: Int)] = []
    private var isMember: [Bool]
    private var pending: [Int] = []

    init(_ size: Int) { isMember = Array(repeating: false, count: size) }

    mutating func removeAll() {
      for member in members { isMember[member.counter] = false }
      members.removeAll(keepingCapacity: true)
    }

    /// Adds a place of the program and all that it leads to without a character, in the order in which the
    /// choices count.
    mutating func add(
      _ first: Int, from start: Int, at place: Int, _ program: [LinearRegex.Instruction],
      _ scalars: [Unicode.Scalar], _ steps: inout Int
    ) {
      pending.append(first)
      while let counter = pending.popLast() {
        steps -= 1
        guard !isMember[counter] else { continue }
        isMember[counter] = true
        members.append((counter, start))
        switch program[counter] {
        case .jump(let target): pending.append(target)
        case .split(let one, let other):
          pending.append(other)
          pending.append(one)
        case .assert(let assertion):
          if LinearRegex.holds(assertion, scalars, place) { pending.append(counter + 1) }
        case .one, .match: break
        }
      }
    }
  }
}
