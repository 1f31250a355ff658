/// What a sentence says of the answers in it and before it.
struct SentenceCues: OptionSet, Sendable {
  let rawValue: Int

  /// It takes back what was said before: `that is wrong`, `I made a mistake`.
  static let takesBack = SentenceCues(rawValue: 1)
  /// It looks at the matter again: `wait`, `let me check`.
  static let reopens = SentenceCues(rawValue: 2)
  /// It names something only to suppose, to quote or to warn of it: `if it were`, `a tempting answer`.
  static let supposes = SentenceCues(rawValue: 4)
  /// It says no more than a bound: `at least`.
  static let bounds = SentenceCues(rawValue: 8)
  /// It says that nothing is known: `I am not sure`, `I cannot tell`.
  static let doubts = SentenceCues(rawValue: 16)
  /// It is a question.
  static let asks = SentenceCues(rawValue: 32)
  /// Its last words reject what it names: `(B) is not correct`.
  static let rejects = SentenceCues(rawValue: 64)
  /// It offers alternatives: `either A or B`.
  static let wavers = SentenceCues(rawValue: 128)
  /// It is ordinary talk: `I hope this helps`.
  static let talks = SentenceCues(rawValue: 256)
  /// It draws the conclusion: `so`, `therefore`.
  static let concludes = SentenceCues(rawValue: 512)

  /// What keeps an answer in the sentence from standing.
  static let bars: SentenceCues = [.supposes, .bounds, .asks, .wavers, .doubts]

  private static let phrases: [String: [(words: [String], cues: SentenceCues)]] = {
    var table: [String: [(words: [String], cues: SentenceCues)]] = [:]
    func add(_ cues: SentenceCues, _ phrases: [String]) {
      for phrase in phrases {
        let words = phrase.split(separator: " ").map(String.init)
        table[words[0], default: []].append((words, cues))
      }
    }
    add(
      .takesBack,
      [
        "that is wrong", "that's wrong", "this is wrong", "it is wrong", "it's wrong",
        "that was wrong",
        "that is incorrect", "that's incorrect", "this is incorrect", "that was incorrect",
        "it is incorrect", "that is not right", "that's not right", "this is not right",
        "that isn't right", "this isn't right", "that is not correct", "that's not correct",
        "this is not correct", "that isn't correct", "that can't be right", "that cannot be right",
        "this can't be right", "this cannot be right", "that doesn't look right", "made a mistake",
        "made an error", "made an arithmetic error", "made a calculation error", "made a slip",
        "made a miscalculation", "made a sign error", "made an arithmetic mistake", "my mistake",
        "my error", "my bad", "i was wrong", "i am wrong", "i'm wrong", "i was mistaken",
        "i am mistaken", "miscalculated", "i misread", "i miscounted", "misread the",
        "scratch that",
        "strike that", "ignore that", "disregard that", "disregard the above", "forget that",
        "ignore the above", "ignore my previous", "disregard my previous", "i take that back",
        "i take it back", "take that back", "i retract", "i stand corrected", "above is wrong",
        "above is incorrect", "answer above is wrong", "answer is wrong", "answer was wrong",
        "answer is incorrect", "answer was incorrect", "answer is not correct",
        "answer is not right",
        "answer was a mistake", "result is wrong", "result was wrong", "there is a mistake",
        "there is an error", "there was a mistake", "there was an error", "there's an error",
        "there's a mistake", "i need to correct", "i must correct", "let me correct",
        "i have to correct",
        "i should correct", "correction", "corrected answer", "on second thought", "on reflection",
        "i change my", "i changed my", "changing my answer", "i got that wrong", "i got it wrong",
        "does not hold up", "not what was asked", "was an error", "was a mistake", "is a mistake",
        "is an error", "i forgot", "i overlooked", "i missed", "i made an off by one",
        "that's a mistake", "that's an error", "oops", "whoops", "is off by", "was off by",
        "that is false", "that's false", "that's not it", "that is not it", "i erred", "i slipped",
        "that is mistaken", "wrong answer above", "withdraw",
      ])
    add(
      .reopens,
      [
        "wait", "hmm", "hold on", "actually", "let me recheck", "let me double", "let me check",
        "let me reconsider", "let me recompute", "let me recalculate", "let me redo", "let me re",
        "let me verify", "let me think", "let me look", "let me recount", "let me try again",
        "let me revisit", "double checking", "rechecking", "checking again", "sorry", "hang on",
      ])
    add(
      .supposes,
      [
        "tempting", "a common mistake", "common error", "one might think", "one might say",
        "one could think", "some might say", "some would say", "someone might", "you might think",
        "people might", "might be tempted", "first guess", "initial guess", "first thought",
        "initial thought", "first instinct", "first attempt", "initial answer", "i first thought",
        "i initially thought", "at first i", "i had thought", "at first glance", "if it were",
        "if it was", "if this were", "if that were", "if the answer were", "if the answer was",
        "if the answer is", "had it been", "were it", "would have been", "would be if", "suppose",
        "supposing", "imagine", "for example", "e g", "for instance", "such as", "in the format",
        "as an example", "would be wrong", "naive answer", "wrong answer", "incorrect answer",
        "false answer", "mistaken answer", "might say", "would say", "may say", "claims that",
        "claimed that", "said that", "says that", "maybe", "perhaps", "might be", "could be",
        "may be", "possibly", "conceivably", "not true that", "false that", "untrue that",
        "not the case that", "wrong that", "incorrect that", "wrong to say", "not correct that",
        "not correct to say", "incorrect to say", "mistaken to", "wrong to think", "deny that",
        "doubt that", "doubt it", "i doubt", "don't think", "do not think", "don't believe",
        "do not believe", "not believe", "instead of", "one would get", "you would get",
        "would give",
        "would yield", "assume the answer", "assuming the answer", "trap", "distractor",
        "guess would",
        "previous student", "a student", "the student", "another model", "textbook says",
        "far from",
        "anything but", "by no means", "nowhere near", "in no way", "can't be", "cannot be",
        "couldn't be", "isn't", "is not", "was not", "wasn't", "rule out", "rules out", "ruled out",
        "i expected", "i used to think", "would be wrong to", "unless", "not equal to", "no longer",
      ])
    add(
      .bounds,
      [
        "at least", "at most", "more than", "less than", "fewer than", "greater than",
        "larger than",
        "smaller than", "bigger than", "no more than", "no less than", "up to", "somewhere between",
        "between", "upper bound", "lower bound", "not exceed", "exceeds", "a minimum of",
        "a maximum of", "or more", "or less", "or so", "or fewer", "above", "below", "under",
        "over",
      ])
    add(
      .doubts,
      [
        "i am unsure", "i'm unsure", "i am not sure", "i'm not sure", "not certain",
        "i do not know",
        "i don't know", "i cannot tell", "i can't tell", "cannot be determined",
        "can't be determined",
        "cannot determine", "can't determine", "unable to", "i have no idea", "no idea",
        "hard to say",
        "cannot answer", "can't answer", "i give up", "not enough information", "impossible to say",
        "impossible to tell", "could go either way", "cannot decide", "can't decide", "undecided",
        "torn between", "i can help", "help with that", "cannot say", "can't say", "unclear",
        "remains open", "i'd rather not", "it is unknown", "not known",
      ])
    add(.wavers, ["either", "one of", "or possibly", "or maybe", "or perhaps"])
    add(
      .talks,
      [
        "hope", "let me know", "feel free", "please", "thank", "thanks", "note", "justification",
        "terminate", "confident", "happy to", "glad to", "if you", "explanation",
        "follow the steps",
        "verify", "verified", "checked", "every step", "any questions", "good luck", "have a",
        "execution time", "elapsed", "finished in", "done", "none", "time taken", "runtime", "took",
        "process finished", "exit code", "cheers", "best regards", "ask", "reasoning",
        "this answer is",
        "took seconds", "uses all", "as required", "completed in", "ms", "seconds", "references",
        "source", "sources", "disclaimer", "end", "q e d", "qed",
      ])
    add(
      .concludes,
      [
        "so", "therefore", "thus", "hence", "correct", "finally", "in conclusion", "the answer",
        "final answer", "consequently", "in total", "instead", "it is", "it's", "should be",
      ])
    return table
  }()

  private static let rejections: Set = [
    "wrong", "incorrect", "impossible", "mistaken", "eliminated", "excluded", "untrue", "invalid",
    "inconsistent", "contradictory", "refuted",
  ]

  /// The cues of a sentence, of which so many words are looked at.
  static func of(_ words: [String], ending mark: UInt8?) -> SentenceCues {
    var cues: SentenceCues = mark == UInt8(ascii: "?") ? [.asks] : []
    for (index, word) in words.enumerated() {
      for (phrase, cue) in phrases[word] ?? []
      where index + phrase.count <= words.count
        && zip(phrase, words[index...]).allSatisfy({ $0 == $1 })
      {
        cues.insert(cue)
      }
    }
    if let last = words.last {
      let before = words.dropLast().suffix(2)
      if rejections.contains(last), !before.contains("not"), !before.contains("never") {
        cues.insert(.rejects)
      }
      if ["correct", "right", "true", "it", "possible", "valid", "answer", "so"].contains(last),
        words.suffix(5).contains("not") || words.suffix(4).contains("isn't")
          || words.suffix(4).contains("cannot") || words.suffix(4).contains("can't")
      {
        cues.insert(.rejects)
      }
      if last == "out", words.suffix(4).contains("ruled") || words.suffix(4).contains("out") {
        cues.insert(.rejects)
      }
    }
    // `There is no mistake` takes nothing back.
    let isDenied = words.contains { ["no", "not", "nothing", "never"].contains($0) }
    let speaksOfError = words.contains { ["mistake", "error", "mistakes", "errors"].contains($0) }
    if isDenied, speaksOfError, !words.contains("wait"), !words.contains("made") {
      cues.remove(.takesBack)
    }
    return cues
  }
}

/// A sentence of a text, or a line without an end of a sentence.
struct Sentence {
  /// Its bytes, the sign at its end included.
  var range: Range<Int>
  /// What it says of answers.
  var cues: SentenceCues
  /// Whether it stands in a code fence.
  var isInFence: Bool
}

extension Sentence {
  private static let wordLimit = 48

  /// The sentences of a text, in order; what stands in a marker never ends one.
  static func all(in text: AnswerText, markers: [Range<Int>]) -> [Sentence] {
    let bytes = text.bytes
    var sentences: [Sentence] = []
    var start = 0
    var marker = 0
    var isInFence = false
    func close(_ end: Int, mark: UInt8?) {
      let range = text.trimmed(start..<end)
      start = end
      guard !range.isEmpty else { return }
      let isFence =
        range.count >= 3
        && (bytes[range.lowerBound..<(range.lowerBound + 3)].allSatisfy { $0 == UInt8(ascii: "`") }
          || bytes[range.lowerBound..<(range.lowerBound + 3)].allSatisfy { $0 == UInt8(ascii: "~") })
      if isFence {
        isInFence.toggle()
        return
      }
      let cues: SentenceCues =
        isInFence ? [] : SentenceCues.of(words(bytes, range), ending: mark)
      sentences.append(Sentence(range: range, cues: cues, isInFence: isInFence))
    }
    var index = 0
    while index < bytes.count {
      while marker < markers.count, markers[marker].upperBound <= index { marker += 1 }
      if marker < markers.count, markers[marker].contains(index) {
        index = markers[marker].upperBound
        continue
      }
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") {
        close(index + 1, mark: lastMark(bytes, start..<index))
      } else if ".!?".utf8.contains(byte) {
        var next = index + 1
        while next < bytes.count, next - index < 4, "*_`\"')".utf8.contains(bytes[next]) {
          next += 1
        }
        if next < bytes.count, ASCII.isSpace(bytes[next]) || byte == UInt8(ascii: "?") {
          close(next, mark: byte)
          index = next
          continue
        }
      }
      index += 1
    }
    close(bytes.count, mark: lastMark(bytes, start..<bytes.count))
    return sentences
  }

  private static func lastMark(_ bytes: [UInt8], _ range: Range<Int>) -> UInt8? {
    bytes[range].suffix(8).last { !ASCII.isSpace($0) && !"*_`\"')".utf8.contains($0) }
  }

  /// The first words, and the last eight where there are more.
  static func words(_ bytes: [UInt8], _ range: Range<Int>) -> [String] {
    var words: [String] = []
    var index = range.lowerBound
    let limit = min(range.upperBound, range.lowerBound + 480)
    while index < limit, words.count < wordLimit {
      guard isWord(bytes[index]) else {
        index += 1
        continue
      }
      let start = index
      while index < limit, isWord(bytes[index]) || bytes[index] == UInt8(ascii: "'") { index += 1 }
      words.append(String(decoding: bytes[start..<index].map(ASCII.lowercased), as: UTF8.self))
    }
    return words
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte)
  }
}
