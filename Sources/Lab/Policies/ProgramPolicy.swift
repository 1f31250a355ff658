public import Basics

/// A policy as a program: told, step by step, what it asked for, it says what to ask next or what to stand
/// by.
///
/// A step is one run for all questions that are still open, a line of JSON each. A line has a number that
/// tells nothing of its question, the text that the model was sent, and the replies so far:
/// `{"id": "7", "question": "…", "asked": [{"method", "answer", "outcome", "tokens", …}]}`. The program
/// prints a line for each: `{"id": "7", "ask": ["all-text"]}` or `{"id": "7", "stop": "all-text"}`.
public struct ProgramPolicy: Sendable {
  /// The most steps; a program that has not stood by something by then is held to loop.
  public static let stepLimit = 12
  /// The largest program, in bytes.
  public static let byteLimit = 1 << 18

  /// The name: that of its file without the ending.
  public let name: String
  /// The program.
  public let code: String

  /// Creates a policy.
  public init(name: String, code: String) {
    self.name = name
    self.code = code
  }
}

/// A program being played against a book, for one model: a pure machine that is given what the program
/// printed, and gives what it is to be told next.
public struct ProgramPlay: Sendable {
  /// A question and sample.
  fileprivate struct Place: Hashable, Sendable {
    var question: Int
    var sample: Int
  }

  private struct State: Sendable {
    var steps: [[Int]] = []
    var stand: Int?
    var hole: Int?
    var asked: [Int] { steps.flatMap(\.self) }
    var isOpen: Bool { stand == nil && hole == nil }
  }

  private let policy: ProgramPolicy
  private let book: LabBook
  private let model: String
  private let arms: [Int]
  private let places: [Place]
  private var states: [State]
  private(set) var step = 0

  /// Begins.
  public init(_ policy: ProgramPolicy, _ book: LabBook, model: String) {
    self.policy = policy
    self.book = book
    self.model = model
    arms = book.arms(of: model)
    var places: [Place] = []
    for question in book.questions.indices {
      for sample in 0..<book.samples
      where book.arms(of: model).contains(where: { book.entry($0, question, sample) != nil }) {
        places.append(Place(question: question, sample: sample))
      }
    }
    // In an order that tells nothing: neighbours in the file are of one task.
    var generator = SeededGenerator(seed: "steerbench lab program \(policy.name)")
    self.places = generator.shuffled(places)
    states = places.map { _ in State() }
  }

  /// Whether every question has its end.
  public var isOver: Bool { states.allSatisfy { !$0.isOpen } }

  /// The numbers of the questions that are open.
  public var open: [Int] { states.indices.filter { states[$0].isOpen } }

  /// What the program is to be told of some open questions, a line each.
  public func input(_ numbers: [Int]) throws(JSONError) -> String {
    var lines = ""
    for number in numbers { lines += try CanonicalJSON.text(of: line(number)) + "\n" }
    return lines
  }

  private func line(_ number: Int) -> JSONValue {
    let place = places[number]
    return [
      "id": .string("\(number)"), "question": .string(book.questions[place.question].text),
      "asked": .array(
        states[number].asked.compactMap { arm in
          book.entry(arm, place.question, place.sample).map { seen($0, of: arm) }
        }),
    ]
  }

  private func seen(_ entry: LabBook.Entry, of arm: Int) -> JSONValue {
    var failure: JSONValue = .null
    if case .failed(let kind) = entry.run { failure = .string(kind.rawValue) }
    return [
      "method": .string(book.arms[arm].method),
      "answer": book.answer(of: entry).map(JSONValue.string) ?? .null,
      "outcome": .string(entry.ending.rawValue), "ran": .bool(entry.run != .none),
      "failure": failure, "printed": .bool(entry.printed), "code": .string(entry.code.word),
      "tokens": entry.tokens < 0 ? .null : .integer(Int64(entry.tokens)),
      "turns": .integer(Int64(entry.turns)),
      "coding": entry.coding < 0 ? .null : .double(Double(entry.coding)),
      "text": entry.text < 0 ? .null : .double(Double(entry.text)),
    ]
  }

  /// A decision of the program.
  public enum Decision: Hashable, Sendable {
    /// To ask for these methods side by side.
    case ask([String])
    /// To stand by this method's reply.
    case stop(String)
  }

  /// Reads what the program printed: a decision for each of the numbers.
  public func decisions(in output: String, for numbers: [Int]) throws(LabError) -> [Int: Decision] {
    var decisions: [Int: Decision] = [:]
    var place = 0
    for line in output.split(whereSeparator: \.isNewline) {
      place += 1
      let (number, decision) = try read(line, at: place)
      guard numbers.contains(number), decisions[number] == nil else {
        throw fault(
          "line \(place) of its output decides for \(number), which was not asked or twice.")
      }
      decisions[number] = decision
    }
    guard decisions.count == numbers.count else {
      throw fault(
        "step \(step + 1): it was told of \(numbers.count) questions and decided \(decisions.count). Print "
          + "a line for each line that is read.")
    }
    return decisions
  }

  private func read(_ line: Substring, at place: Int) throws(LabError) -> (Int, Decision) {
    guard let value = try? JSONValue(parsing: String(line)), let id = value["id"]?.string,
      let number = Int(id)
    else {
      throw fault(
        "line \(place) of its output is no decision: \(line.prefix(80)). Print {\"id\": …}.")
    }
    if let stop = value["stop"]?.string { return (number, .stop(stop)) }
    guard let list = value["ask"]?.array, !list.isEmpty else {
      throw fault("line \(place) of its output neither asks nor stops: \(line.prefix(80)).")
    }
    var asks: [String] = []
    for element in list {
      guard let name = element.string, !asks.contains(name) else {
        throw fault("line \(place) of its output asks for what is no name, or twice.")
      }
      asks.append(name)
    }
    return (number, .ask(asks))
  }

  /// Takes decisions: what was asked for is given in the next step.
  public mutating func take(_ decisions: [Int: Decision]) throws(LabError) {
    step += 1
    for number in decisions.keys.sorted() {
      guard let decision = decisions[number] else { continue }
      switch decision {
      case .stop(let name):
        let arm = try arm(name)
        guard states[number].asked.contains(arm) else {
          throw fault("it stands by \(name), which it did not ask for. Ask first.")
        }
        states[number].stand = arm
      case .ask(let names):
        var news: [Int] = []
        for name in names {
          let arm = try arm(name)
          if !states[number].asked.contains(arm) { news.append(arm) }
        }
        guard !news.isEmpty else {
          throw fault("it asks again for \(names.joined(separator: ", ")), which it has: it loops.")
        }
        let place = places[number]
        states[number].hole = news.first { book.entry($0, place.question, place.sample) == nil }
        states[number].steps.append(news)
      }
    }
    guard isOver || step < ProgramPolicy.stepLimit else {
      throw fault("it has not stood by a reply after \(ProgramPolicy.stepLimit) steps: it loops.")
    }
  }

  private func arm(_ name: String) throws(LabError) -> Int {
    guard let place = arms.first(where: { book.arms[$0].method == name }) else {
      throw LabError(
        .unknownArm,
        "\(policy.name): it asks for \(name), which \(model) was not asked with. There are: "
          + "\(arms.map { book.arms[$0].method }.joined(separator: ", ")).")
    }
    return place
  }

  private func fault(_ message: String) -> LabError {
    LabError(.policy, "\(policy.name), \(model): \(message)")
  }

  /// The ways of all questions, once it is over.
  public var ways: ProgramWays {
    var ways: [ProgramWays.Key: ProgramWays.Way] = [:]
    for (place, state) in zip(places, states) {
      ways[.init(question: place.question, sample: place.sample)] =
        .init(steps: state.steps, stand: state.stand, hole: state.hole)
    }
    return ProgramWays(name: policy.name, model: model, ways: ways)
  }
}

/// The ways that a program's questions went, to be judged as any policy is.
public struct ProgramWays: Sendable {
  struct Key: Hashable, Sendable {
    var question: Int
    var sample: Int
  }

  struct Way: Sendable {
    var steps: [[Int]]
    var stand: Int?
    var hole: Int?
  }

  /// The program's name.
  public let name: String
  /// The model that it was played with.
  public let model: String
  let ways: [Key: Way]
}
