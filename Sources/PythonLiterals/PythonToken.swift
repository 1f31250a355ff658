/// One token of a Python text.
enum PythonToken: Hashable, Sendable {
  /// The end of a statement: a line break outside of brackets, or a semicolon.
  case newline
  /// A name or a keyword.
  case name(String)
  /// A number without a sign, underscores left out.
  case number(String)
  /// A string, its escapes resolved.
  case string(String)
  /// A string that is no literal, and why.
  case refused(PythonLiteralError)
  /// Any other sign, one byte of it; `==`, `+=` and the like are one token each.
  case sign(String)
}
