import Cassettes
import Files
import RecordReplay

/// What every redacted copy is made by, of a sweep and of cassettes alone.
extension TextRedaction {
  /// What is replaced: the texts, and those of files.
  init(words: [String]) throws {
    var texts: [String] = []
    for word in words {
      guard Path.fileSize(of: word) != nil else {
        texts.append(word)
        continue
      }
      guard let bytes = try ReadableFile.bytes(of: word, limit: 1 << 20),
        let text = String(validating: bytes, as: UTF8.self)
      else { throw WorkbenchError(.usage, "\(word): it is no UTF-8 text of up to 1 MiB.") }
      texts += text.split(whereSeparator: \.isNewline).map(String.init)
    }
    guard let redaction = TextRedaction(texts) else {
      throw WorkbenchError(
        .usage,
        "--redact takes 1 to \(TextRedaction.textLimit) texts of \(TextRedaction.leastLength) bytes or more, "
          + "or files with one on each line; no text may be a part of \(TextRedaction.mark(1)).")
    }
    self = redaction
  }

  /// The bytes of a file with every text replaced; throws where one stands in them in a way that cannot be.
  func copy(of bytes: [UInt8], from file: String) throws -> [UInt8] {
    let new = apply(bytes)
    if let number = remaining(in: new) {
      throw WorkbenchError(
        .usage,
        "\(file): the text number \(number) stands there in another case, encoded or "
          + "cut into pieces. Name it as it stands there too.")
    }
    return new
  }

  /// The exchanges of a folder with every text replaced, and how many of them are others now.
  func copies(ofExchangesIn folder: String) throws -> (exchanges: [Exchange], changed: Int) {
    var exchanges: [Exchange] = []
    var changed = 0
    var failure: DeckError?
    try ExchangeListing(path: folder).forEachExchange { exchange in
      guard failure == nil else { return }
      do throws(DeckError) {
        let copy = try apply(to: exchange)
        if copy != exchange { changed += 1 }
        exchanges.append(copy)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return (exchanges, changed)
  }
}
