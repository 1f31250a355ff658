import Analysis
import Basics

/// A policy whose arms were found in a book, for one model.
struct ResolvedPolicy: Sendable {
  let list: DecisionList
  /// The book's place of each of the policy's arms.
  let places: [Int]

  /// Finds the arms; throws where the sweeps cannot show what the policy asks for.
  init(_ list: DecisionList, in book: LabBook, for model: String) throws(LabError) {
    var places: [Int] = []
    for name in list.arms {
      guard let owner = book.model(of: name, for: model) else {
        throw LabError(
          .unknownArm,
          "\(list.name): it asks for \(name), and no model here is smaller than \(model) by its name. Name "
            + "a sweep with a smaller one beside this.")
      }
      let arm = LabArm(model: owner, method: name.method)
      guard let place = book.place(of: arm) else {
        throw LabError(.unknownArm, list.unknown(name, for: model, in: book))
      }
      guard name.later < book.samples else {
        throw LabError(
          .unknownArm,
          "\(list.name): it asks for \(name), and these sweeps hold \(book.samples) "
            + "\(book.samples == 1 ? "sample" : "samples") of a question, so that it cannot be judged on "
            + "them. Record a sweep with samples: \(name.later + 1) or more, at a temperature above 0."
        )
      }
      places.append(place)
    }
    self.list = list
    self.places = places
  }
}

extension DecisionList {
  fileprivate func unknown(_ name: ArmName, for model: String, in book: LabBook) -> String {
    let line = steps.first { $0.asks.contains { arms[$0] == name } }?.line ?? 0
    let owner = book.model(of: name, for: model) ?? model
    let methods = book.arms.filter { $0.model == owner }.map(\.method)
    return "\(self.name), line \(line): \(name) is no method that \(owner) was asked "
      + "with in these sweeps. "
      + (methods.isEmpty
        ? "Models here: \(book.models.joined(separator: ", "))."
        : "There are: \(methods.joined(separator: ", ")).")
  }
}

extension LabBook {
  /// The model that an arm's name means: `smaller` is the next smaller one here, as names state sizes; `nil`
  /// where there is none.
  fileprivate func model(of name: ArmName, for model: String) -> String? {
    guard name.model == ArmName.smaller else { return name.model ?? model }
    guard let ordered = ModelSize.ordered(models), let place = ordered.firstIndex(of: model),
      place > 0
    else { return nil }
    return ordered[place - 1]
  }
}

/// What became of a policy at one question and sample.
struct PolicyEnd: Sendable {
  /// The arm that it stands by, by its place in the policy; `nil` where it is undefined.
  var stand: Int?
  /// The arms that it asked for side by side, a list a step.
  var steps: [[Int]] = []
  /// The arms that it asked for, in order.
  var asked: [Int] { steps.flatMap(\.self) }
  /// What it paid.
  var cost = PolicyCost()
  /// The arm that it asked for and that was not recorded, by its place in the policy.
  var hole: Int?
}

/// What a policy did on its way, for people.
struct PolicyEvent: Sendable {
  /// The line of the step.
  var line: Int
  /// What was seen and done.
  var text: String
}

/// Plays a policy against a book: it is given what it asks for, and nothing else.
struct PolicyRunner {
  let book: LabBook
  let policy: ResolvedPolicy

  private struct View: PolicyView {
    let book: LabBook
    let policy: ResolvedPolicy
    let question: Int
    let sample: Int
    var asked: [Int] = []

    func fact(_ name: QuestionFacts.Name) -> Int { book.questions[question].facts[name] }

    func reply(_ arm: Int?) -> LabBook.Entry? {
      guard let arm = arm ?? asked.last, asked.contains(arm) else { return nil }
      return recorded(arm)
    }

    func recorded(_ arm: Int) -> LabBook.Entry? {
      let later = policy.list.arms[arm].later
      return book.entry(policy.places[arm], question, (sample + later) % book.samples)
    }
  }

  /// Plays it at a question and sample.
  ///
  /// - Parameters:
  ///   - setting: The values of the grid's variables.
  ///   - note: Told of each step that was taken.
  func run(
    _ question: Int, _ sample: Int, _ setting: [Double], note: ((PolicyEvent) -> Void)? = nil
  ) throws(LabError) -> PolicyEnd {
    var view = View(book: book, policy: policy, question: question, sample: sample)
    var end = PolicyEnd()
    var purse = Purse(book)
    for step in policy.list.steps {
      if let condition = step.condition {
        let holds = condition.value(view, setting).isTrue
        note?(PolicyEvent(line: step.line, text: told(step, holds, view)))
        guard holds else { continue }
      }
      let news = step.asks.filter { !view.asked.contains($0) }
      if !news.isEmpty {
        if let hole = pay(news, view, &purse) {
          end.cost = purse.cost
          note?(PolicyEvent(line: step.line, text: "asks for \(name(hole)): not recorded"))
          end.steps.append(news)
          end.hole = hole
          return end
        }
        view.asked += news
        end.steps.append(news)
        if let note {
          for arm in news { note(PolicyEvent(line: step.line, text: told(arm, view))) }
        }
      }
      // A step that asks again stands by what it names, though it was there already.
      if let stop = step.stop {
        let stand = try self.stand(stop, step, view)
        note?(PolicyEvent(line: step.line, text: "stands by \(name(stand))"))
        end.cost = purse.cost
        end.stand = stand
        return end
      }
    }
    throw LabError(.policy, "\(policy.list.name): it came to no end.")
  }

  private func stand(
    _ stop: DecisionList.Stop, _ step: DecisionList.Step, _ view: View
  ) throws(LabError) -> Int {
    let stand: Int?
    switch stop {
    case .last: stand = step.asks.last ?? view.asked.last
    case .plurality: stand = Votes(of: view).leader ?? view.asked.last
    case .arm(let arm): stand = view.asked.contains(arm) ? arm : nil
    }
    guard let stand else {
      let question = book.questions[view.question].id
      throw LabError(
        .policy,
        "\(policy.list.name), line \(step.line): at \(question) it stands by a reply that it did not "
          + "ask for. Ask for it in a step above that is always taken, or in the same step.")
    }
    return stand
  }

  /// Pays for arms that are asked for side by side; gives the first that was not recorded.
  private func pay(_ arms: [Int], _ view: View, _ purse: inout Purse) -> Int? {
    var replies: [(arm: Int, entry: LabBook.Entry)] = []
    for arm in arms {
      guard let entry = view.recorded(arm) else {
        purse.pay(replies)
        return arm
      }
      replies.append((policy.places[arm], entry))
    }
    purse.pay(replies)
    return nil
  }

  // MARK: - In words

  private func name(_ arm: Int) -> String { policy.list.arms[arm].description }

  private func told(_ arm: Int, _ view: View) -> String {
    guard let entry = view.recorded(arm) else { return "asked \(name(arm))" }
    var parts = [entry.ending.rawValue]
    if let answer = book.answer(of: entry) { parts.append("\"\(answer.prefix(60))\"") }
    switch entry.run {
    case .none: break
    case .succeeded: parts.append("code \(entry.code.word), ran")
    case .failed(let failure): parts.append("code \(entry.code.word), failed: \(failure.rawValue)")
    }
    if policy.list.usesVerifier, let verified = entry.verified {
      parts.append(verified ? "the checker holds it for right" : "the checker refutes it")
    }
    if entry.tokens >= 0 { parts.append("\(entry.tokens) tokens") }
    return "asked \(name(arm)): \(parts.joined(separator: ", "))"
  }

  private func told(_ step: DecisionList.Step, _ holds: Bool, _ view: View) -> String {
    "\(step.conditionText ?? ""): \(holds ? "yes" : "no")"
  }
}
