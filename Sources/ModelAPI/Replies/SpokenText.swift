/// The visible text of an answer that comes in several pieces.
///
/// Pieces that follow each other are one text; a piece after something else (a run of code, a tool's
/// call) is a new paragraph.
struct SpokenText {
  private(set) var text = ""
  private var isBroken = false

  /// Adds a piece.
  mutating func say(_ piece: String) {
    guard !piece.isEmpty else { return }
    if isBroken, !text.isEmpty { text += "\n\n" }
    isBroken = false
    text += piece
  }

  /// Notes that something else stands here.
  mutating func breakOff() { isBroken = true }
}
