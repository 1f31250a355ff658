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
  /// It denies what it names: `it is not`, `far from`.
  static let denies = SentenceCues(rawValue: 1024)
  /// It has a word that may announce an answer.
  static let names = SentenceCues(rawValue: 2048)
  /// It has a plain negation, which denies only what stands close behind it.
  static let negates = SentenceCues(rawValue: 4096)
  /// It has a word by which another answer may take the place of the one before it: `a second pass`,
  /// `instead`.
  static let revises = SentenceCues(rawValue: 8192)

  /// The cues of some words.
  static func of(_ words: CueWords) -> SentenceCues { of(words: words.words) }

  /// The cues of some words of a stretch of text.
  static func of(words: [CueWords.Word]) -> SentenceCues {
    var cues = SentenceCues()
    let table = CueTable.shared
    var (marks, last) = (CueMarks(), CueMarks())
    for (index, word) in words.enumerated() {
      guard let place = table.place(of: word) else {
        last = []
        continue
      }
      last = table.marks(at: place)
      marks.formUnion(last)
      if last.contains(.begins) { insert(phrasesAt: place, of: table, in: words, index, &cues) }
    }
    if marks.contains(.noun) { cues.insert(.names) }
    cues.formUnion(CueVerdicts.of(words, marks, last))
    if marks.contains(.faults), admitsFault(words) { cues.insert(.takesBack) }
    if cues.contains(.takesBack), isHarmless(words) { cues.remove(.takesBack) }
    return cues
  }

  /// Adds what the phrases say that begin with a word.
  private static func insert(
    phrasesAt place: Int, of table: CueTable, in words: [CueWords.Word], _ index: Int,
    _ cues: inout SentenceCues
  ) {
    for phrase in table.phrases(at: place)
    where !cues.contains(phrase.cues) && table.stands(phrase, in: words, at: index) {
      if phrase.cues == .takesBack,
        isConditional(words[..<index])
          || parts.contains(words[index]) && words[..<index].last.map(none.contains) ?? false
      {
        continue
      }
      if phrase.cues == .denies, words[..<index].suffix(2).contains(where: turns.contains) {
        continue
      }
      cues.insert(phrase.cues)
    }
  }

  /// The cues of a range of a text.
  static func of(_ bytes: [UInt8], _ range: Range<Int>) -> SentenceCues {
    of(CueWords(bytes, range))
  }

  private static let conditions = CueWords.set("if unless whether should avoid common")
  /// Words before a denial that make it say yes: `no doubt that`, `not wrong to say`.
  private static let turns = CueWords.set("no not none don't without little never cannot can't")
  /// Words right before a fault that deny it: `no step is invalid`.
  private static let none = CueWords.set("no nothing neither")
  private static let parts = CueWords.set("step move")
  private static let negations = CueWords.set("no not nothing never any without neither nor")
  private static let errors = CueWords.set("mistake error mistakes errors")
  private static let made = CueWords.set("made wait")
  /// What somebody makes who is wrong.
  static let faults = CueWords.set(
    "mistake error mistakes errors blunder blunders slip flaw miscalculation")
  private static let findings = CueWords.set(
    "made found spotted noticed discovered committed see saw make notice realize realized")
  private static let selves = CueWords.set("i we i've we've")

  /// Whether somebody says of himself that he is wrong: `I made a terrible mistake`, `we made some errors`.
  private static func admitsFault(_ words: [CueWords.Word]) -> Bool {
    guard let fault = words.firstIndex(where: faults.contains), fault > 1,
      let verb = words[max(0, fault - 5)..<fault].lastIndex(where: findings.contains),
      words[max(0, verb - 3)..<verb].contains(where: selves.contains)
    else { return false }
    return !isConditional(words[..<verb]) && !words[..<fault].contains(where: negations.contains)
  }
  private static let no = CueWords.word("no")
  private static let correction = CueWords.word("correction")

  private static func isConditional(_ before: ArraySlice<CueWords.Word>) -> Bool {
    before.contains(where: conditions.contains)
  }

  /// Whether the errors of which it speaks are denied: `there is no mistake`.
  private static func isHarmless(_ words: [CueWords.Word]) -> Bool {
    guard let error = words.firstIndex(where: errors.contains) else {
      return words.first == no && words.contains(correction)
    }
    if error <= 1, words.first.map(negations.contains) ?? false { return true }
    // `No, that was a mistake` denies nothing but what was said before.
    return words[..<error].dropFirst().suffix(4).contains(where: negations.contains)
      && !words.contains(where: made.contains)
  }
}

/// Judgements of what was said: `that is wrong`, `this cannot be right`, `(B) is incorrect`.
enum CueVerdicts {
  private static let bad = CueWords.set(
    "wrong incorrect mistaken false invalid flawed erroneous untrue faulty inaccurate off")
  private static let good = CueWords.set("right correct valid true accurate")
  private static let negations = CueWords.set(
    "not isn't wasn't aren't cannot can't couldn't doesn't didn't never hardly won't don't")
  private static let verbs = CueWords.set(
    """
    is was are were isn't wasn't aren't be been seems looks appears that's it's this's cannot can't \
    couldn't doesn't didn't answer's came turned must
    """)
  /// Words that are verbs of a verdict where they are denied: `this could not be right`.
  private static let modals = CueWords.set("can could")
  private static let contracted = CueWords.set("that's it's this's answer's")
  private static let subjects = CueWords.set(
    """
    that this it which above answer result value number plan path solution calculation computation \
    product total sum expression count list guess reasoning conclusion sequence figure letter those \
    these statement claim everything work approach arithmetic response
    """)
  private static let adverbs = CueWords.set(
    "also clearly actually probably then now obviously above previous simply just all both really i"
  )
  private static let others = CueWords.set(
    """
    other others first second third fourth fifth last remaining every each any all no which \
    alternative naive option choice wrong tempting
    """)
  private static let articles = CueWords.set("a an")
  private static let pronouns = CueWords.set("it this")
  private static let joints = CueWords.set("so and but because since then thus hence therefore")
  /// What an answer does not do that is none.
  private static let fitting = CueWords.set(
    """
    satisfy meet match hold work fit check add agree pass fulfil fulfill obey respect solve suffice \
    qualify reach achieve complete succeed give equal yield evaluate lead make
    """)
  private static let failing = CueWords.set("fails violates contradicts fail violated failed")
  private static let auxiliaries = CueWords.set(
    "doesn't didn't don't can't cannot couldn't won't does do did could")
  private static let named = CueWords.set(
    "answer result value number plan path solution expression sequence total product count choice option"
  )
  private static let determiners = CueWords.set("that this my above the")
  private static let openings = CueWords.set("to that if")
  private static let rejections = CueWords.set(
    """
    wrong incorrect impossible mistaken eliminated excluded untrue invalid inconsistent \
    contradictory refuted unlikely rejected
    """)
  private static let affirmations = CueWords.set("correct right true it possible valid answer so")
  private static let out = CueWords.word("out")
  private static let but = CueWords.word("but")
  private static let refusals = CueWords.set("no not")
  private static let ruled = CueWords.set("ruled rule rules out")
  private static let leaving = CueWords.set("drops is falls drop")

  /// Words that say how good something is.
  static let judging = bad.union(good)
  /// Words by which something fails or does not do what it should.
  static let lacking = auxiliaries.union(failing)
  /// Words that may close a rejection.
  static let closing = rejections.union(affirmations).union(CueWords.set("out no not"))

  /// What the verdicts among some words say.
  ///
  /// - Parameters:
  ///   - marks: What the words are marked as, all together.
  ///   - last: What the last of them is marked as.
  static func of(_ words: [CueWords.Word], _ marks: CueMarks, _ last: CueMarks) -> SentenceCues {
    var cues = marks.contains(.judges) ? judgements(words) : []
    if last.contains(.closes) { cues.formUnion(end(words)) }
    if marks.contains(.lacks) { cues.formUnion(failure(words)) }
    return cues
  }

  private static func judgements(_ words: [CueWords.Word]) -> SentenceCues {
    var cues = SentenceCues()
    for (index, word) in words.enumerated() {
      let isBad = bad.contains(word)
      guard isBad || good.contains(word), let verb = verb(before: index, words) else { continue }
      let denials = words[verb..<index].count(where: negations.contains)
      guard isBad == denials.isMultiple(of: 2) else { continue }
      // `The answer is not a valid answer to …` speaks of a kind, and takes nothing back.
      if !isBad, articles.contains(words[index - 1]) { continue }
      if index + 1 < words.count, openings.contains(words[index + 1]) {
        if isBad || denials > 0 { cues.insert(.denies) }
      } else if isBad, index + 1 < words.count, named.contains(words[index + 1]) {
        // `(B) is the wrong answer`.
        cues.insert(.rejects)
      } else if isOfAnswer(words, verb) {
        cues.insert(.takesBack)
      }
    }
    return cues
  }

  /// What says that an answer does not do what it should: `that answer does not satisfy …`, `(B) fails`.
  private static func failure(_ words: [CueWords.Word]) -> SentenceCues {
    for (index, word) in words.enumerated() {
      var verb = index
      if auxiliaries.contains(word), index + 1 < words.count {
        let isDenied = !plain.contains(word) || words[index + 1] == not
        let next = words[index + 1] == not ? index + 2 : index + 1
        guard isDenied, next < words.count, fitting.contains(words[next]) else { continue }
        verb = next
      } else if !failing.contains(word) {
        continue
      }
      if index >= 2, named.contains(words[index - 1]), determiners.contains(words[index - 2]),
        !(index >= 3 && others.contains(words[index - 3]))
      {
        return .takesBack
      }
      // `No, that does not hold` answers a question; `Yes does not work` rejects an answer.
      let isReply = index > 1 && (words.first.map(verdicts.contains) ?? false)
      let isLast =
        words.count - verb <= 3 && !words[..<index].contains(where: joints.contains) && !isReply
      return isLast ? .rejects : []
    }
    return []
  }

  private static let plain = CueWords.set("does do did could")
  private static let verdicts = CueWords.set("yes no")
  private static let not = CueWords.word("not")
  private static let no = CueWords.word("no")
  private static let that = CueWords.word("that")

  private static func verb(before index: Int, _ words: [CueWords.Word]) -> Int? {
    (max(0, index - 4)..<index).first { place in
      verbs.contains(words[place])
        || modals.contains(words[place]) && place + 1 < index && words[place + 1] == not
    }
  }

  /// Whether the subject of a verb is the answer as such and none of several.
  private static func isOfAnswer(_ words: [CueWords.Word], _ verb: Int) -> Bool {
    if contracted.contains(words[verb]) { return true }
    var subject = verb - 1
    while subject >= 0, adverbs.contains(words[subject]) || verbs.contains(words[subject]) {
      subject -= 1
    }
    guard subject >= 0, subjects.contains(words[subject]) else { return false }
    if pronouns.contains(words[subject]) { return true }
    // `A; no, that is wrong` speaks of what it says no to.
    if words[subject] == that, subject > 0, words[subject - 1] == no { return true }
    let before = words[max(0, subject - 2)..<subject]
    let start = before.lastIndex(where: joints.contains).map { $0 + 1 } ?? before.startIndex
    return !before[start...].contains(where: others.contains)
  }

  /// What the last words reject.
  private static func end(_ words: [CueWords.Word]) -> SentenceCues {
    guard let last = words.last else { return [] }
    let tail = words.suffix(5)
    let isDenied = words.dropLast().suffix(3).contains(where: negations.contains)
    if rejections.contains(last), !isDenied { return .rejects }
    // `5, I thought, but no`.
    if refusals.contains(last), words.dropLast().last == but,
      !words.dropLast().contains(where: negations.contains)
    {
      return .rejects
    }
    if affirmations.contains(last), tail.dropLast().contains(where: negations.contains) {
      return .rejects
    }
    guard last == out else { return [] }
    let leaves = words.dropLast().last.map(leaving.contains) ?? false
    return leaves || tail.dropLast().contains(where: ruled.contains) ? .rejects : []
  }
}
