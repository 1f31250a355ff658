import Glibc

/// Why a file or a folder could not be read or written.
///
/// Rooms that speak to people about their own files map it to an error of their own, and keep the
/// path and what the system said.
public struct FileError: Error, Hashable, Sendable {
  /// What was being done.
  public enum Act: String, Hashable, Sendable {
    case reading
    case writing
  }

  /// What stood in the way.
  public enum Fault: Hashable, Sendable {
    /// The operating system refused; the number is its `errno`.
    case system(Int32)
    /// There is a folder where a file is needed.
    case isFolder
    /// There is something else where a folder is needed.
    case isNoFolder
    /// It is neither a file nor a folder: a pipe, a socket or a device.
    case isNoRegularFile
    /// It was changed while it was read.
    case changed
    /// It is locked by a process, whose number is given where the system tells it.
    case locked(by: Int32?)
  }

  public let act: Act
  /// The file or folder concerned.
  public let path: String
  public let fault: Fault

  public init(_ act: Act, _ path: String, _ fault: Fault) {
    self.act = act
    self.path = path
    self.fault = fault
  }

  /// The error that `errno` tells right after a call of the system has failed.
  static func reading(_ path: String) -> FileError {
    FileError(.reading, path, .system(errno))
  }

  /// The error that `errno` tells right after a call of the system has failed.
  static func writing(_ path: String) -> FileError {
    FileError(.writing, path, .system(errno))
  }

  /// The same of another path, where people know the file by that.
  public func at(_ path: String) -> FileError { FileError(act, path, fault) }

  /// The `errno` of the fault, or the one that says the same.
  public var number: Int32 {
    switch fault {
    case .system(let number): number
    case .isFolder: EISDIR
    case .isNoFolder: ENOTDIR
    case .isNoRegularFile: EINVAL
    case .changed: ESTALE
    case .locked: EWOULDBLOCK
    }
  }

  /// Whether there is nothing by the name.
  public var isMissing: Bool { number == ENOENT }

  /// Whether no space is left.
  public var isDiskFull: Bool { SystemError.isDiskFull(number) }

  /// What stood in the way, as a part of a sentence: the system's words where it said anything.
  public var cause: String {
    switch fault {
    case .system(let number): SystemError.text(of: number)
    case .isFolder: "it is a folder"
    case .isNoFolder: "it is no folder"
    case .isNoRegularFile: "it is no regular file"
    case .changed: "it was changed while it was read"
    case .locked(let process):
      "it is in use by \(process.map { "process \($0)" } ?? "another process")"
    }
  }

  /// What to do next, in one sentence without its full stop.
  public var nextStep: String {
    switch fault {
    case .locked: "Wait for the other process, or end it"
    case .changed: "Run the command again when nobody writes there"
    case .isFolder, .isNoFolder, .isNoRegularFile: "Check the path"
    case .system where isDiskFull: "Make space and run the command again"
    case .system where isMissing && act == .reading: "Check the path"
    case .system: "Check the path and its permissions"
    }
  }
}

extension FileError: CustomStringConvertible {
  public var description: String {
    "\(path): it cannot be \(act == .reading ? "read" : "written") (\(cause)). \(nextStep)."
  }
}

/// What the operating system says.
public enum SystemError {
  /// The sentence for an `errno`.
  public static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether an `errno` says that no space is left.
  public static func isDiskFull(_ number: Int32) -> Bool { number == ENOSPC || number == EDQUOT }
}

/// Calls again as long as a signal came in between.
public func retrying(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
