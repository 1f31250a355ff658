import ModelAPI

/// The words of conditions, for help.
public enum PolicyWords {
  /// What may be asked of a reply.
  public static let facts = ReplyFact.allCases.map(\.rawValue)
}

/// What policies saw and did at a question, step by step.
public struct PolicyExplanation {
  private let book: LabBook
  private let policies: [DecisionList]
  private let passesOver: Bool

  /// Creates an explanation.
  ///
  /// - Parameter passesOver: Whether policies that ask for what the sweeps do not have are passed over.
  public init(_ book: LabBook, policies: [DecisionList], passesOver: Bool) {
    self.book = book
    self.policies = policies
    self.passesOver = passesOver
  }

  /// The steps at a question, for each model and policy and each setting that goes another way.
  public func text(at id: String) throws(LabError) -> String {
    guard let place = book.questions.firstIndex(where: { $0.id == id }) else {
      throw LabError(
        .usage,
        "--explain \(id): these sweeps ask no such question. There are "
          + "\(book.questions.prefix(3).map(\.id).joined(separator: ", ")), …")
    }
    var lines = [facts(of: book.questions[place])]
    for model in book.models {
      for list in policies {
        do throws(LabError) {
          let policy = try ResolvedPolicy(list, in: book, for: model)
          lines.append("\(model), \(list.name)")
          lines += try steps(of: policy, at: place)
        } catch {
          guard error.code == .unknownArm, passesOver else { throw error }
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  private func facts(of question: LabQuestion) -> String {
    let facts = QuestionFacts.Name.allCases.map { "\($0.rawValue) \(question.facts[$0])" }
    return "\(question.id): \(facts.joined(separator: ", "))"
  }

  private func steps(of policy: ResolvedPolicy, at place: Int) throws(LabError) -> [String] {
    let runner = PolicyRunner(book: book, policy: policy)
    var shown: [String] = []
    var last: [String] = []
    for setting in policy.list.settings {
      var lines: [String] = []
      let end = try runner.run(place, 0, setting) { event in
        lines.append("    line \(event.line): \(event.text)")
      }
      let tokens = end.cost.usage.total.map { "\($0) tokens" } ?? "unknown tokens"
      lines.append("    paid \(LabWords.count(end.cost.calls, "call")), \(tokens)")
      guard lines != last else { continue }
      last = lines
      let words = policy.list.words(of: setting)
      shown += (words.isEmpty ? [] : ["  \(words)"]) + lines
    }
    return shown
  }
}
