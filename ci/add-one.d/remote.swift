// file: Sources/Sharing/Remotes/NowhereRemote.swift
// list: Sources/Sharing/Remotes/RemoteKind.swift
// before: ^    FolderRemote\.self
// line:     NowhereRemote.self,
// run: push --help
// shows: nowhere://NAME
// run: push nowhere://here smollm2-135m
// shows: ^To get it elsewhere: steerbench pull nowhere://here [0-9a-f]{64}$

import Basics
import Synchronization

/// A remote that is added to show how: it keeps the sizes of what it is given, as long as the process runs.
struct NowhereRemote: Remote {
  private static let sizes = Mutex<[String: Int]>([:])

  let title: String

  func size(of key: RemoteKey) async throws(SharingError) -> Int? {
    Self.sizes.withLock { $0[key.path] }
  }

  func read(
    _ key: RemoteKey, from offset: Int,
    receive: @escaping @Sendable (Bool, UnsafeRawBufferPointer) -> Bool
  ) async throws(SharingError) {
    throw .missingObject(key, at: title)
  }

  func write(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
    Self.sizes.withLock { $0[key.path] = content.size }
  }
}

extension NowhereRemote: RemoteKind {
  static let schemes = ["nowhere"]
  static let form = "nowhere://NAME"
  static let about = "keeps sizes and no bytes"
  static let credentials: String? = nil

  static func remote(
    _ address: RemoteAddress, in setting: RemoteSetting
  ) throws(SharingError) -> any Remote {
    NowhereRemote(title: address.text)
  }
}
