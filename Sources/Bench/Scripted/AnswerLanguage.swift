import Basics
import Tasks

/// What a scripted model speaks: prose and Python of a wanted length.
protocol AnswerLanguage: Sendable {
  /// Prose that ends with an answer.
  func prose(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String
  /// Python that prints an answer.
  func code(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String
}

extension AnswerLanguage {
  /// Prose around a block of Python.
  func fenced(_ size: Int, ending: String, using generator: inout SeededGenerator) -> String {
    let opening = generator.chance(2, in: 3) ? prose(size / 4, ending: "", using: &generator) : ""
    let closing = generator.chance(1, in: 2) ? prose(size / 5, ending: "", using: &generator) : ""
    let code = code(
      size - opening.utf8.count - closing.utf8.count, ending: ending, using: &generator)
    return "\(opening)\n\n```python\n\(code)\n```\n\n\(closing)"
  }
}
