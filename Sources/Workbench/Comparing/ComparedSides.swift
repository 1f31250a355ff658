import FoundationEssentials
import RecordReplay
package import Regression
import ScoreSheets
import Trials

/// Two parts of one or two sheets, laid beside each other question by question: models, methods.
///
/// Where all trials of a side are of one model, and those of the other side of another, the two models
/// stand in each other's place; so do methods. What is compared are the questions that both sides have.
package struct ComparedSides: Sendable {
  /// The comparison, always by paired statistics: two sides are two samples, whatever they lie in.
  package let comparison: Comparison

  /// Compares two sides.
  ///
  /// - Parameters:
  ///   - first: The sheet or sweep of the left side.
  ///   - second: That of the right side.
  ///   - left: The words of the trials at the left, such as `model=gpt-4o`; empty for all.
  ///   - right: Those at the right.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package init(
    _ first: String, _ second: String, left: [String], right: [String], workers: Int
  ) async throws {
    var one = try Side(try await SheetSource(word: first, workers: workers).reader(), left, first)
    var other = try Side(
      try await SheetSource(word: second, workers: workers).reader(), right, second)
    one.meet(&other, at: \.model)
    one.meet(&other, at: \.method)
    comparison = .statistics(try PairedComparison(try one.reader(), try other.reader()))
  }

  private struct Side {
    let header: ScoreSheetHeader
    let name: String
    var lines: [TrialLine] = []

    /// The trials of a sheet that some words pick.
    init(_ sheet: ScoreSheetReader, _ words: [String], _ name: String) throws {
      header = sheet.header
      self.name = name
      let selection = TrialSelection(words: words)
      var reader = sheet
      while let line = try reader.next() { lines.append(line) }
      try selection.check(against: lines.lazy.map(\.trial))
      lines = lines.filter { selection.contains($0.trial) }
      guard !lines.isEmpty else {
        throw WorkbenchError(
          .nothing, "\(name): no trial is all of \(words.joined(separator: " ")).")
      }
    }

    /// Gives the trials of both sides one name where each has one of its own.
    mutating func meet(_ other: inout Side, at key: WritableKeyPath<TrialID, String>) {
      let (mine, theirs) = (names(key), other.names(key))
      guard mine.count == 1, theirs.count == 1, let one = mine.first, let two = theirs.first,
        one != two
      else { return }
      for index in lines.indices { lines[index].trial[keyPath: key] = "\(one)-vs-\(two)" }
      for index in other.lines.indices {
        other.lines[index].trial[keyPath: key] = "\(one)-vs-\(two)"
      }
    }

    private func names(_ key: WritableKeyPath<TrialID, String>) -> Set<String> {
      Set(lines.map { $0.trial[keyPath: key] })
    }

    func reader() throws -> ScoreSheetReader {
      var encoder = try ScoreSheetEncoder(header)
      for line in lines.sorted(by: { $0.trial < $1.trial }) { try encoder.append(line) }
      return try ScoreSheetReader(bytes: encoder.take(), named: name)
    }
  }
}
