import Basics
import FoundationEssentials

/// What two texts may differ in and still be the same answer: nothing but what is written here.
package struct TextForm: Hashable, Sendable {
  /// One thing that is let pass.
  package enum Step: String, Hashable, Sendable, CaseIterable {
    /// White space at the ends, quotation marks and emphasis around the text, a point at its end.
    case trim
    /// A run of white space is one space.
    case spaces
    /// Capitals and small letters are the same.
    case letterCase = "case"
    /// A letter with its accents is one character, however it is composed.
    case nfc
    /// The same, and forms of a character that only look different are one.
    case nfkc
  }

  /// The steps, in the order in which they are taken.
  package let steps: [Step]

  /// Creates a form.
  package init(_ steps: Set<Step> = [.trim, .spaces]) {
    self.steps = [Step.nfkc, .nfc, .letterCase, .spaces, .trim].filter(steps.contains)
  }

  /// A text in its normal spelling: equal answers have equal bytes.
  package func normal(_ text: String) -> String {
    steps.reduce(text) { text, step in
      switch step {
      case .nfkc: NormalizationForm.compatibility.normal(text)
      case .nfc: NormalizationForm.canonical.normal(text)
      case .letterCase: text.uppercased().lowercased()
      case .spaces: Self.joiningSpaces(text)
      case .trim: Self.trimmed(text)
      }
    }
  }

  private static func joiningSpaces(_ text: String) -> String {
    var joined = String.UnicodeScalarView()
    var isSpace = false
    for scalar in text.unicodeScalars {
      let isBlank = scalar.properties.isWhitespace
      if !isBlank { joined.append(scalar) } else if !isSpace { joined.append(" ") }
      isSpace = isBlank
    }
    return String(joined)
  }

  private static let marks: [(open: Unicode.Scalar, close: Unicode.Scalar)] = [
    ("\"", "\""), ("'", "'"), ("`", "`"), ("*", "*"), ("_", "_"), ("\u{201c}", "\u{201d}"),
    ("\u{2018}", "\u{2019}"), ("\u{ab}", "\u{bb}"), ("$", "$"),
  ]

  private static func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    var isTrimmed = false
    while !isTrimmed {
      isTrimmed = true
      while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
      while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
      if scalars.last == ".", hasSeveral(scalars) {
        scalars.removeLast()
        isTrimmed = false
      }
      if let first = scalars.first, let last = scalars.last, hasSeveral(scalars),
        marks.contains(where: { $0.open == first && $0.close == last })
      {
        scalars = scalars.dropFirst().dropLast()
        isTrimmed = false
      }
    }
    return String(scalars)
  }

  /// Whether there are two at least, without counting all.
  private static func hasSeveral(_ scalars: Substring.UnicodeScalarView) -> Bool {
    !scalars.isEmpty && scalars.index(after: scalars.startIndex) != scalars.endIndex
  }

  var json: JSONValue { .array(steps.map { .string($0.rawValue) }) }
}

/// A list of elements, or a set of them.
package struct ListRule: Hashable, Sendable {
  /// What a part of the elements is worth.
  package enum Partial: String, Hashable, Sendable, CaseIterable {
    /// Nothing: all of them, or wrong.
    case none
    /// Those that both have, as a part of those that either has.
    case jaccard
    /// The harmonic mean of the part of the truth that was named and the part of what was named that is true.
    case f1
  }

  /// What an element is.
  package enum Element: Hashable, Sendable {
    case number(NumberRule)
    case text(TextForm)
  }

  /// What an element is.
  package var element: Element
  /// Whether the order counts, and how often an element stands there.
  package var isOrdered: Bool
  /// What stands between two elements.
  package var separator: String
  /// What a part of the elements is worth.
  package var partial: Partial

  /// The longest list that is read, in bytes.
  static let byteLimit = 1 << 16
  /// The most elements that are read.
  static let limit = 10_000

  /// Creates a rule.
  package init(
    of element: Element, isOrdered: Bool, separator: String = ",", partial: Partial = .none
  ) {
    self.element = element
    self.isOrdered = isOrdered
    self.separator = separator
    self.partial = partial
  }

  /// The elements of a text in their normal spelling, in order; `nil` where one is none.
  func elements(of text: String) -> [String]? {
    var inside = TextForm([.trim]).normal(text)
    for (open, close) in [("[", "]"), ("{", "}"), ("(", ")")]
    where inside.hasPrefix(open) && inside.hasSuffix(close) && inside.utf8.count >= 2 {
      inside = String(inside.dropFirst().dropLast())
      break
    }
    if inside.utf8.allSatisfy(ASCII.isSpace) { return [] }
    let parts = inside.split(
      separator: separator, maxSplits: Self.limit, omittingEmptySubsequences: false)
    guard parts.count <= Self.limit else { return nil }
    var elements: [String] = []
    for part in parts {
      switch element {
      case .number(let rule):
        let plain = TextForm([.trim]).normal(String(part))
        guard let value = rule.value(of: plain), !rule.isWhole || value.isInteger else {
          return nil
        }
        elements.append(value.description)
      case .text(let form):
        let normal = form.normal(String(part))
        guard !normal.isEmpty else { return nil }
        elements.append(normal)
      }
    }
    return isOrdered ? elements : Self.sorted(elements)
  }

  private static func sorted(_ elements: [String]) -> [String] {
    let sorted = elements.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return sorted.enumerated().filter { place, element in
      place == 0 || !sorted[place - 1].isSame(as: element)
    }.map(\.element)
  }

  func fault(ofTruth truth: String) -> String? {
    elements(of: truth) == nil
      ? "which is no list of its elements with \"\(separator)\" between them, such as 1\(separator)2"
      : nil
  }

  /// The parts of two lists that agree: of how many, and how many.
  func score(_ found: [String], for truth: [String]) -> (done: Int, all: Int) {
    let isSame = found.count == truth.count && zip(found, truth).allSatisfy { $0.isSame(as: $1) }
    guard !isOrdered, partial != .none, !isSame else { return (isSame ? 1 : 0, 1) }
    let known = Set(truth.map { Array($0.utf8) })
    let shared = found.count { known.contains(Array($0.utf8)) }
    switch partial {
    case .none: return (0, 1)
    case .jaccard: return (shared, found.count + truth.count - shared)
    case .f1: return (2 * shared, found.count + truth.count)
    }
  }

  var json: JSONValue {
    let of: JSONValue =
      switch element {
      case .number(let rule): rule.json
      case .text(let form): ["kind": "text", "normalise": form.json]
      }
    return [
      "kind": .string(isOrdered ? "list" : "set"), "of": of, "separator": .string(separator),
      "partial": .string(partial.rawValue),
    ]
  }
}
