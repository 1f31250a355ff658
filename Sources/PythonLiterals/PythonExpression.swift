/// Tells whether an expression computes anything, by its tokens alone.
struct PythonExpression {
  /// Functions that make no new answer: they print, convert, or walk over what is there.
  static let passingFunctions: Set<String> = [
    "print", "str", "repr", "format", "int", "float", "bool", "list", "tuple", "dict", "set",
    "frozenset", "range", "enumerate", "zip", "reversed", "iter", "next", "type", "isinstance",
    "input", "exit", "quit",
  ]
  /// Methods that make no new answer: they lay out text, or fill and read a collection.
  static let passingMethods: Set<String> = [
    "format", "join", "split", "splitlines", "strip", "lstrip", "rstrip", "lower", "upper", "title",
    "capitalize", "replace", "center", "ljust", "rjust", "zfill", "encode", "decode", "append",
    "extend", "add", "insert", "update", "items", "keys", "values", "get", "copy", "write", "flush",
    "exit",
  ]

  /// Words that are no operands.
  private static let keywords: Set<String> = [
    "if", "else", "elif", "for", "in", "is", "not", "and", "or", "return", "lambda", "yield",
    "await", "async", "from", "import", "as", "assert", "raise", "while", "with", "del", "global",
    "nonlocal", "pass",
  ]
  private static let arithmetic: Set<String> = ["+", "-", "*", "/", "%", "@", "&", "|", "^"]
  private static let order: Set<String> = ["<", ">", "<=", ">="]
  private static let equality: Set<String> = ["==", "!="]

  /// The names that hold computed values.
  let computed: Set<String>
  /// The functions and classes that the code itself defines: a call of one computes what it returns.
  let defined: Set<String>

  /// Whether the tokens compute, or use what was computed.
  func computes(_ tokens: some RandomAccessCollection<PythonCodeToken>) -> Bool {
    let tokens = Array(tokens)
    // A test of `__name__` is how scripts begin.
    guard !tokens.contains(.name("__name__")) else { return false }
    var loops = 0
    for index in tokens.indices {
      switch tokens[index] {
      case .name("for"): loops += 1
      case .name("in"):
        if loops == 0 { return true }
        loops -= 1
      case .name("and"), .name("or"): return true
      case .name("not"):
        if isOperand(tokens, at: index + 1) { return true }
      case .name(let name):
        if uses(name, at: index, in: tokens) { return true }
      case .format(let values):
        if computes(values) { return true }
      case .sign(let sign):
        if operates(sign, at: index, in: tokens) { return true }
      case .number, .string: continue
      }
    }
    return false
  }

  /// Whether a name is of something computed, or is called to compute.
  private func uses(_ name: String, at index: Int, in tokens: [PythonCodeToken]) -> Bool {
    let isMember = index > 0 && tokens[index - 1] == .sign(".")
    let isCall = index + 1 < tokens.count && tokens[index + 1] == .sign("(")
    let isArgumentName = index + 1 < tokens.count && tokens[index + 1] == .sign("=")
    if isMember { return isCall && !Self.passingMethods.contains(name) }
    if isArgumentName { return false }
    if computed.contains(name) { return true }
    return isCall && !Self.passingFunctions.contains(name) && !defined.contains(name)
      && !Self.keywords.contains(name)
  }

  /// Whether a sign is an operator between two values; joining and repeating text is none.
  private func operates(_ sign: String, at index: Int, in tokens: [PythonCodeToken]) -> Bool {
    if Self.order.contains(sign) { return true }
    let isEquality = Self.equality.contains(sign)
    guard isEquality || Self.arithmetic.contains(sign) else { return false }
    guard index > 0, endsOperand(tokens[index - 1]) else { return false }
    let isText =
      isText(tokens[index - 1]) || (index + 1 < tokens.count && isText(tokens[index + 1]))
    return !(isText && (isEquality || ["+", "*", "%"].contains(sign)))
  }

  private func isText(_ token: PythonCodeToken) -> Bool {
    switch token {
    case .string, .format: true
    case .name, .number, .sign: false
    }
  }

  private func endsOperand(_ token: PythonCodeToken) -> Bool {
    switch token {
    case .name(let name): !Self.keywords.contains(name)
    case .number, .string, .format: true
    case .sign(let sign): [")", "]", "}"].contains(sign)
    }
  }

  private func isOperand(_ tokens: [PythonCodeToken], at index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    switch tokens[index] {
    case .name(let name): return !Self.keywords.contains(name)
    case .sign(let sign): return sign == "("
    case .number, .string, .format: return false
    }
  }
}
