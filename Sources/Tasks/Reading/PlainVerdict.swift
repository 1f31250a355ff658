/// A sentence that is nothing but a verdict on what stands before it, such as `Wrong!`.
///
/// Such a sentence names no answer, so that it can only speak of the one before it. Every word of it must
/// be one of those here.
enum PlainVerdict {
  /// What such a sentence says.
  enum Ruling {
    /// What was said before does not hold.
    case wrong
    /// The same, in a word that may itself answer a question of yes or no.
    case no
  }

  /// The longest that is looked at, in bytes.
  static let byteLimit = 72
  private static let wordLimit = 7

  private static let bad = CueWords.set(
    "wrong incorrect invalid mistaken nope nah rejected refuted failed fails kidding flawed")
  private static let good = CueWords.set(
    "right correct valid true good quite possible it so ok okay acceptable accurate")
  private static let negations = CueWords.set(
    """
    not isn't wasn't ain't aren't no never cannot can't couldn't doesn't don't won't hardly
    """)
  /// What an answer does that is right.
  private static let deeds = CueWords.set("work fit hold match check add solve satisfy be do")
  private static let fillers = CueWords.set(
    """
    oh sorry but that that's this is it's was sadly unfortunately alas hmm hm ah argh well totally \
    completely just dead plain plainly simply clearly obviously definitely again at all the my does did \
    do answer result verification check test very close ugh damn also really even actually result's \
    solution plan up out i am i'm were me to let verdict status grade evaluation see below above
    """)
  private static let known = bad.union(good).union(negations).union(deeds).union(fillers)
  private static let no = CueWords.set("no")
  private static let noGood = CueWords.word("good")
  /// Words that begin a reply to a question and say nothing of what follows them.
  private static let replies = CueWords.set("no nope nah")

  /// The verdict that some words are; `nil` where they say anything else.
  static func of(_ words: [CueWords.Word]) -> Ruling? {
    guard (1...wordLimit).contains(words.count), words.allSatisfy(known.contains) else {
      return nil
    }
    if words.count == 2, no.contains(words[0]), words[1] == noGood { return .wrong }
    let hasGood = words.contains { good.contains($0) || deeds.contains($0) }
    let isReply = words.count > 1 && replies.contains(words[0])
    let said = isReply ? words[1...] : words[...]
    let denials = said.count(where: negations.contains)
    if said.contains(where: bad.contains) {
      return denials.isMultiple(of: 2) ? .wrong : nil
    }
    if denials > 0 {
      return said.allSatisfy { no.contains($0) || fillers.contains($0) } ? .no : .wrong
    }
    if isReply { return said.contains(where: good.contains) || hasGood ? nil : .no }
    return nil
  }
}
