import Basics

extension TaskDeclaration {
  /// Why a cell holds no truth.
  struct NoTruth: Error {
    /// What is wrong, as a sentence.
    let message: String
  }

  /// The truths that a cell holds, by the kind of the task's grading.
  func truths(in cell: DataTable.Cell) throws(NoTruth) -> [String] {
    switch (grading.kind, cell) {
    case (.program, .absent), (.judge, .absent): return []
    case (_, .absent): throw NoTruth(message: "there is no truth in this row.")
    case (.json, .list(_, let json)), (.json, .json(let json)): return [json]
    case (.tests, .list(_, let json)), (.tests, .json(let json)): return [json]
    case (.tests, .text(let json)): return [json]
    case (.program, .json(let json)), (.judge, .json(let json)): return [json]
    case (.list(let list), .list(let elements, _)):
      guard !elements.contains(where: { $0.contains(list.separator) }) else {
        throw NoTruth(
          message: "an element of the truth holds \"\(list.separator)\", which separates elements. "
            + "Choose another \"separator\".")
      }
      return [elements.joined(separator: list.separator)]
    case (_, .list(let several, _)): return several
    case (_, .json): throw NoTruth(message: "the truth is JSON, and the kind is another.")
    case (_, .text(let text)):
      guard !text.isEmpty else { throw NoTruth(message: "the truth is empty.") }
      guard let separator = columns.truthSeparator else { return [text] }
      return text.split(separator: separator, omittingEmptySubsequences: false).map {
        TextForm([.trim]).normal(String($0))
      }
    }
  }
}
