import CodeExecution
public import ModelAPI
public import RecordReplay

/// A method that a file describes.
public struct DeclaredMethod: SteeringMethod {
  /// What the file says.
  public let spec: MethodSpec
  /// Whether it tells a model of its tool in words, and reads calls from fences.
  let isPrompted: Bool
  // Made once: every trial asks for them.
  public let description: MethodDescription
  public let ownTexts: [PromptText]
  public let settings: [String]

  /// Creates a method of a file's words.
  public init(_ spec: MethodSpec) {
    self.init(spec, isPrompted: false)
  }

  private init(_ spec: MethodSpec, isPrompted: Bool) {
    self.spec = spec
    self.isPrompted = isPrompted
    description = Self.description(of: spec, isPrompted)
    ownTexts =
      spec.templates.map { key, template in
        PromptText(authored: template.text, from: "prompt \(spec.name) \(key)")
      } + spec.asked.flatMap(\.variant.method.ownTexts)
    settings = spec.settings + spec.asked.flatMap(\.variant.method.settings)
  }

  public var prompted: (any SteeringMethod)? {
    guard !isPrompted, spec.tool != nil else { return nil }
    return DeclaredMethod(spec, isPrompted: true)
  }

  public func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await answer(question, seeing: [], options: options, on: deck)
  }

  /// Answers a question after others did.
  private func answer(
    _ question: MethodQuestion, seeing others: [AgentAnswer], options: MethodOptions,
    on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var options = options
    options.feedback = spec.feedback
    var seen = spec.ask.isEmpty ? others : []
    for (place, variant) in Self.each(of: spec.ask).enumerated() {
      let answer = try await Self.ask(variant, question, seeing: seen, options, on: deck)
      if let failure = answer.failure { return MethodAnswer(turns: [], failure: failure) }
      seen.append(
        AgentAnswer(
          answer, number: place + 1, title: variant.title, feedback: options.feedback(of:)))
    }
    return switch spec.choice {
    case .own: try await own(question, seen, options, on: deck)
    case .vote(let voters): try await vote(voters, question, seen, options, on: deck)
    case .best(let candidates, let check):
      try await best(of: candidates, by: check, question, seen, options, on: deck)
    }
  }

  private static func each(of asked: [MethodSpec.Asked]) -> [MethodVariant] {
    asked.flatMap { Array(repeating: $0.variant, count: $0.times) }
  }

  private static func ask(
    _ variant: MethodVariant, _ question: MethodQuestion, seeing seen: [AgentAnswer],
    _ options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var options = options
    options.turns = variant.turns
    options.feedback = nil
    guard let declared = variant.method as? DeclaredMethod else {
      return try await variant.method.answer(question, options: options, on: deck)
    }
    return try await declared.answer(question, seeing: seen, options: options, on: deck)
  }
}

// MARK: - The model is asked

extension DeclaredMethod {
  private func own(
    _ question: MethodQuestion, _ seen: [AgentAnswer], _ options: MethodOptions,
    on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    func message(_ role: ChatRole, _ template: MethodTemplate) -> ChatMessage {
      ChatMessage(
        role: role, parts: template.parts(question.text, options.prompts, answers: seen))
    }
    let opening = Conversation(
      messages: (spec.system.map { [message(.system, $0)] } ?? []) + [message(.user, spec.user)])
    var answer: MethodAnswer
    if let tool = spec.tool {
      var options = options
      options.toolRounds = tool.rounds ?? options.toolRounds
      answer = try await ToolLoop(
        options, describedAs: tool.description.parts(nil, options.prompts), isPrompted: isPrompted
      ).run(opening, on: deck)
    } else {
      answer = try await TurnLoop(
        options, turns: turns(options), runsCode: spec.runsCode,
        rules: spec.turns.map { TurnRules($0, question.text) } ?? .shipped
      ).run(opening, on: deck)
    }
    answer.reading = spec.reading ?? answer.reading
    return answer
  }

  private func turns(_ options: MethodOptions) -> Int {
    guard let turns = spec.turns else { return 1 }
    return options.turns > 1 ? options.turns : turns.most
  }
}

extension TurnRules {
  /// The words of a file.
  fileprivate init(_ turns: MethodSpec.Turns, _ question: PromptText) {
    self.init(stopWord: turns.stopWord) { turn, number, options in
      var values = ["text": turn.said, "turn": "\(number)"]
      let template = turn.execution == nil ? turns.afterText : turns.afterCode
      if let execution = turn.execution { values["output"] = options.feedback(of: execution) }
      return template.parts(question, options.prompts, values)
    }
  }
}

// MARK: - Others answer

extension DeclaredMethod {
  /// Takes the answer that most voters give, in the task's normal spelling.
  ///
  /// One that cannot be read is no vote. Of answers with as many votes, the one that was given first
  /// stands; where there is no vote at all, the first voter's reply stands unread.
  private func vote(
    _ voters: [MethodSpec.Asked], _ question: MethodQuestion, _ seen: [AgentAnswer],
    _ options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var ballots: [(spelling: String, first: MethodAnswer, votes: Int)] = []
    var first: MethodAnswer?
    for voter in Self.each(of: voters) {
      let answer = try await Self.ask(voter, question, seeing: seen, options, on: deck)
      if let failure = answer.failure { return MethodAnswer(turns: [], failure: failure) }
      first = first ?? answer
      guard let spelling = options.reader?.spelling(answer) else { continue }
      if let place = ballots.firstIndex(where: { $0.spelling.utf8.elementsEqual(spelling.utf8) }) {
        ballots[place].votes += 1
      } else {
        ballots.append((spelling, answer, 1))
      }
    }
    let most = ballots.map(\.votes).max()
    guard let winner = ballots.first(where: { $0.votes == most })?.first ?? first else {
      preconditionFailure("the method \(spec.name) has nobody to vote, which its file cannot say")
    }
    return winner
  }

  /// Takes the first answer that passes; the first of all where none does.
  private func best(
    of candidates: [MethodSpec.Asked], by check: MethodSpec.Check, _ question: MethodQuestion,
    _ seen: [AgentAnswer], _ options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    var first: MethodAnswer?
    for candidate in Self.each(of: candidates) {
      let answer = try await Self.ask(candidate, question, seeing: seen, options, on: deck)
      if let failure = answer.failure { return MethodAnswer(turns: [], failure: failure) }
      switch try await passes(answer, check, question, options, on: deck) {
      case .success(true): return answer
      case .success(false): first = first ?? answer
      case .failure(let failure): return MethodAnswer(turns: [], failure: failure.failure)
      }
    }
    guard let first else {
      preconditionFailure("the method \(spec.name) has no candidate, which its file cannot say")
    }
    return first
  }

  private struct CheckFailure: Error {
    let failure: ProviderFailure
  }

  private func passes(
    _ answer: MethodAnswer, _ check: MethodSpec.Check, _ question: MethodQuestion,
    _ options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> Result<Bool, CheckFailure> {
    guard let last = answer.turns.last else { return .success(false) }
    switch check {
    case .ran: return .success(last.ranCode && !last.codeFailed)
    case .accepted(let template, let word):
      var values = ["text": last.said]
      if let execution = last.execution { values["output"] = options.feedback(of: execution) }
      let asking = Conversation.asking(template.parts(question.text, options.prompts, values))
      switch try await asking.next(options, on: deck) {
      case .failure(let failure): return .failure(CheckFailure(failure: failure))
      case .turn(let turn):
        let text = turn.printed.map { String(decoding: $0, as: UTF8.self) } ?? turn.said
        return .success(TurnRules.says(word, in: Self.lastLine(of: text)))
      }
    }
  }

  /// The last line that says anything.
  private static func lastLine(of text: String) -> String {
    text.utf8.split(separator: UInt8(ascii: "\n")).last { $0.contains { $0 > 0x20 } }
      .flatMap { String($0) } ?? ""
  }
}

// MARK: - What it is called and what decides its trials

extension DeclaredMethod {
  private static func description(
    of spec: MethodSpec, _ isPrompted: Bool
  ) -> MethodDescription {
    let turns = spec.turns
    let isOpen = turns?.most == 1
    var prompts = spec.asked.flatMap(\.variant.prompts)
    var later: [PromptName] = []
    for (key, template) in spec.templates {
      if isPrompted, key == "tool" { continue }
      if isOpen, key.hasPrefix("turns.") {
        later += template.prompts
      } else {
        prompts += template.prompts
      }
    }
    if isPrompted { prompts.append(.promptedTool) }
    let others = spec.asked.map(\.variant.method.description)
    let needsTools = spec.tool != nil && !isPrompted
    let suffix = isPrompted ? PromptedTools.suffix : ("", "", "")
    return MethodDescription(
      name: spec.name + suffix.0, title: spec.title + suffix.1,
      shortTitle: spec.shortTitle + suffix.2, number: spec.number, summary: spec.summary,
      prompts: once(prompts), laterPrompts: once(later).filter { !prompts.contains($0) },
      allowsTurns: turns != nil,
      needsSystemMessage: spec.system != nil || others.contains(where: \.needsSystemMessage),
      needsTools: needsTools || others.contains(where: \.needsTools),
      needsPromptedTools: isPrompted || others.contains(where: \.needsPromptedTools),
      calls: calls(of: spec))
  }

  /// Model calls of a trial whose turns nobody counted otherwise.
  private static func calls(of spec: MethodSpec) -> Int {
    let others = spec.asked.reduce(0) { sum, asked in
      sum + asked.variant.method.description.calls * asked.variant.turns * asked.times
    }
    switch spec.choice {
    case .own: return others + (spec.turns?.most ?? 1)
    case .vote, .best(_, .ran): return others
    case .best(let candidates, .accepted):
      return others + candidates.reduce(0) { $0 + $1.times }
    }
  }

  /// The prompts of its own file and of those of the methods that it asks, each with the folder of the file.
  public var promptFolders: [(prompt: PromptName, folder: String)] {
    spec.templates.flatMap(\.template.prompts).map { ($0, spec.folder) }
      + spec.asked.flatMap { ($0.variant.method as? DeclaredMethod)?.promptFolders ?? [] }
  }

  private static func once(_ names: [PromptName]) -> [PromptName] {
    var once: [PromptName] = []
    for name in names where !once.contains(name) { once.append(name) }
    return once
  }
}
