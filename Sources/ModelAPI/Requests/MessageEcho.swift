import Basics

/// An assistant's message in the provider's own form, to be sent back as it came.
///
/// Some providers keep more in a message than its text and its calls: signed reasoning, the runs of
/// their own tools. A request that goes on from there must repeat all of it.
public struct MessageEcho: Hashable, Sendable {
  /// The canonical JSON of the message's content: an array.
  let content: [UInt8]
  /// The container in which the provider's tools ran and go on; `nil` where there is none.
  let container: String?

  /// Creates an echo; `nil` where the content has no canonical JSON.
  init?(_ content: JSONValue, container: String? = nil) {
    guard let bytes = try? CanonicalJSON.bytes(of: content) else { return nil }
    self.content = bytes
    self.container = container
  }
}
