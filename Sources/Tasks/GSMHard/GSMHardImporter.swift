import Basics

/// GSM-Hard (paper, 3.12): `gsmhardv2.jsonl` with inputs, Python code and targets.
///
/// Targets are what binary floating point made of the code's result; negative ones make no sense as
/// stories and are asked all the same, as the paper does. The code is read for its number of steps and
/// is never run.
struct GSMHardImporter: DatasetImporter {
  private static let file = "gsmhardv2.jsonl"
  /// Every 25th line from the second, as the published code takes them.
  private static let published = (first: 1, step: 25)
  /// An answer that is not exact needs as many digits.
  private static let significantDigits = 4

  let task = GSMHard()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<GSMHard>
  ) throws(TaskError) {
    guard try data.names(in: "").contains(Self.file), let bytes = try data.bytes(of: Self.file)
    else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    for (index, line) in lines.enumerated() {
      let published = Self.published
      guard
        subset == .all
          || (index >= published.first && (index - published.first) % published.step == 0)
      else { continue }
      let id = DatasetName.padded(index, to: 4)
      do throws(TaskError) {
        tally.add(try draft(id, Array(line)))
      } catch {
        tally.skip(id, error.message)
      }
    }
  }

  private func draft(_ id: String, _ line: [UInt8]) throws(TaskError) -> ImportDraft<WordProblem> {
    guard let json = try? JSONValue(parsing: line), let text = json["input"]?.string,
      let spelled = Self.spelling(json["target"]), text.utf8.count <= 20_000
    else { throw TaskError(.badQuestion, "the line holds no input and target") }
    guard let answer = MathReader.exactly(spelled)?.rational else {
      throw TaskError(.badQuestion, "the target \(spelled) is no number that can be graded")
    }
    let steps = Self.steps(in: json["code"]?.string ?? "")
    let problem = WordProblem(
      text: text, answer: answer, steps: steps, significantDigits: Self.significantDigits)
    return ImportDraft(
      id: id, rung: steps, complexity: task.complexity(of: problem),
      prompt: """
        \(text)
        Give the final answer as one plain number in the format <<<answer>>>, such as <<<62.5>>>. If \
        it is not exact, give two decimals and at least four digits.
        """,
      problem: problem, reference: "<<<\(spelled)>>>")
  }

  /// A number as JSON or Python would spell it.
  private static func spelling(_ json: JSONValue?) -> String? {
    switch json {
    case .integer(let integer): "\(integer)"
    case .double(let double): "\(double)"
    default: nil
    }
  }

  /// The lines of a function that calculate: an assignment with an operation in it.
  private static func steps(in code: String) -> Int {
    let body = code.split(separator: "\"\"\"", omittingEmptySubsequences: false).last ?? ""
    let lines = body.split(separator: "\n").filter { line in
      guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
      return line.utf8[equals...].contains { "+-*/%".utf8.contains($0) }
    }
    return max(lines.count, 1)
  }
}
