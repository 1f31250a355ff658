/// What other languages say of an answer, in English: everything behind this pass reads one language.
///
/// The questions are English, so that these words never belong to an answer. Languages of Latin letters are told by
/// words of their own among the phrases that speak of answers; see ``CuePhrases``.
extension SpokenText {
  /// Words, the longest of those that begin alike first.
  private static let foreign: [(bytes: [UInt8], text: String)] = [
    // Russian.
    ("\u{41e}\u{442}\u{432}\u{435}\u{442}", "The answer"),
    ("\u{43e}\u{442}\u{432}\u{435}\u{442}", "answer"),
    ("\u{43d}\u{435}\u{432}\u{435}\u{440}\u{43d}", "wrong "),
    ("\u{43d}\u{435}\u{43f}\u{440}\u{430}\u{432}\u{438}\u{43b}\u{44c}\u{43d}", "wrong "),
    ("\u{41d}\u{435}\u{432}\u{435}\u{440}\u{43d}", "Wrong "),
    ("\u{41d}\u{435}\u{43f}\u{440}\u{430}\u{432}\u{438}\u{43b}\u{44c}\u{43d}", "Wrong "),
    ("\u{43e}\u{448}\u{438}\u{431}", "made a mistake "),
    ("\u{41e}\u{448}\u{438}\u{431}", "made a mistake "),
    ("\u{44d}\u{442}\u{43e}", "that is"), ("\u{42d}\u{442}\u{43e}", "That is"),
    ("\u{43f}\u{43e}\u{434}\u{43e}\u{436}\u{434}\u{438}", "wait "),
    ("\u{41f}\u{43e}\u{434}\u{43e}\u{436}\u{434}\u{438}", "Wait "),
    ("\u{43d}\u{435} \u{43c}\u{435}\u{43d}\u{435}\u{435} ", "at least "),
    ("\u{438}\u{43b}\u{438} ", "or "), ("\u{43d}\u{435} ", "not "), ("\u{41d}\u{435} ", "Not "),
    ("\u{43d}\u{435}\u{442}", "no"), ("\u{430} ", "but "),
    ("\u{43f}\u{440}\u{430}\u{432}\u{438}\u{43b}\u{44c}\u{43d}\u{44b}\u{439} ", "correct "),
    // Chinese.
    ("\u{6b63}\u{786e}\u{7b54}\u{6848}\u{662f}", "The correct answer is "),
    ("\u{7b54}\u{6848}\u{4e0d}\u{662f}", "The answer is not "),
    ("\u{7b54}\u{6848}\u{662f}", "The answer is "), ("\u{7b54}\u{6848}\u{4e3a}", "The answer is "),
    ("\u{7b54}\u{6848}", "The answer"), ("\u{800c}\u{662f}", " but "),
    ("\u{4e0d}\u{662f}", " not "), ("\u{4e0d}\u{5bf9}", " is wrong "),
    ("\u{7b97}\u{9519}", " made a mistake "), ("\u{9519}\u{8bef}", " is wrong "),
    ("\u{9519}\u{4e86}", " was wrong "), ("\u{6545}\u{9009}", "So the answer is "),
    ("\u{7b49}\u{7b49}", "Wait "), ("\u{7b49}\u{4e00}\u{4e0b}", "Wait "),
    ("\u{6216}\u{8005}", " or "),
    ("\u{6216}", " or "), ("\u{9009}\u{62e9}", "The answer is "), ("\u{9009}", "The answer is "),
    ("\u{53ef}\u{80fd}\u{662f}", " might be "), ("\u{6240}\u{4ee5}", "So "),
    ("\u{56e0}\u{6b64}", "So "),
    // Japanese.
    ("\u{6b63}\u{89e3}\u{306f}", "The correct answer is "),
    ("\u{7b54}\u{3048}\u{306f}", "The answer is "), ("\u{7b54}\u{3048}", "The answer"),
    ("\u{3067}\u{306f}\u{3042}\u{308a}\u{307e}\u{305b}\u{3093}", " is not correct "),
    ("\u{3067}\u{306f}\u{306a}\u{3044}", " is not correct "),
    ("\u{3058}\u{3083}\u{306a}\u{3044}", " is not correct "),
    ("\u{3067}\u{306f}\u{306a}\u{304f}", " is not correct, but "), ("\u{3067}\u{3059}", ""),
    ("\u{9593}\u{9055}", " was wrong "), ("\u{307e}\u{305f}\u{306f}", " or "),
    ("\u{5f85}\u{3063}\u{3066}", "Wait "),
    // Korean.
    ("\u{c815}\u{b2f5}\u{c740}", "The answer is "), ("\u{b2f5}\u{c740}", "The answer is "),
    ("\u{c774} \u{c544}\u{b2d9}\u{b2c8}\u{b2e4}", " is not correct "),
    ("\u{ac00} \u{c544}\u{b2d9}\u{b2c8}\u{b2e4}", " is not correct "),
    ("\u{c544}\u{b2d9}\u{b2c8}\u{b2e4}", " is not correct "), ("\u{c785}\u{b2c8}\u{b2e4}", ""),
    ("\u{d2c0}\u{b838}", " was wrong "), ("\u{b610}\u{b294}", " or "),
    ("\u{c7a0}\u{ae50}", "Wait "),
    // Signs.
    ("\u{3002}", ". "), ("\u{3001}", ", "),
    ("\u{300a}", "\""), ("\u{300b}", "\""), ("\u{300c}", "\""), ("\u{300d}", "\""),
    ("\u{3010}", "["), ("\u{3011}", "]"), ("\u{2d7}", "-"), ("\u{81f3}\u{5c11}", "at least "),
  ].map { (Array($0.0.utf8), $0.1) }

  /// The bytes with which they begin.
  private static let leads: [Bool] = {
    var leads = [Bool](repeating: false, count: 256)
    for word in foreign { leads[Int(word.bytes[0])] = true }
    return leads
  }()

  /// Whether a word of another language may begin with a byte.
  static func leadsForeign(_ byte: UInt8) -> Bool { leads[Int(byte)] }

  /// A word of another language that speaks of an answer; 0 if none stands there.
  mutating func foreign(at index: Int, end: Int) -> Int {
    guard kind != .plan else { return 0 }
    for word in Self.foreign
    where word.bytes[0] == bytes[index] && index + word.bytes.count <= end
      && bytes[index..<(index + word.bytes.count)].elementsEqual(word.bytes)
    {
      // A Russian word begins where no other letter stands.
      if bytes[index] < 0xe0, index > 1, (0xd0...0xd1).contains(bytes[index - 2]) { continue }
      put(word.text, at: index)
      return word.bytes.count
    }
    return 0
  }
}
