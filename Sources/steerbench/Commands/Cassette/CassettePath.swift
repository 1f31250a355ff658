import Foundation

/// What a user's word for cassettes means: a path, or a name under `cassettes/`.
enum CassettePath {
  static func resolved(_ word: String) -> String {
    let manager = FileManager.default
    let onShelf = "cassettes/\(word)"
    return !manager.fileExists(atPath: word) && manager.fileExists(atPath: onShelf) ? onShelf : word
  }
}
