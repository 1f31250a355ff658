import Glibc

/// What the operating system says.
enum SystemError {
  /// The sentence for an `errno`.
  static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether an `errno` says that no space is left.
  static func isDiskFull(_ number: Int32) -> Bool { number == ENOSPC || number == EDQUOT }

  /// The error of a failed read.
  static func reading(_ file: String, _ number: Int32) -> CassetteError {
    switch number {
    case ENOENT, ENOTDIR: .missing(file)
    case EACCES, EPERM: .forbidden(file, cause: text(of: number))
    case ELOOP: .linkLoop(file, cause: text(of: number))
    default: .unreadable(file, cause: text(of: number))
    }
  }

  /// The error of a failed write.
  static func writing(_ file: String, _ number: Int32) -> CassetteError {
    switch number {
    case ENOSPC, EDQUOT: .diskFull(file, cause: text(of: number))
    case EROFS: .readOnly(file, cause: text(of: number))
    case EEXIST, ENOTEMPTY: .exists(file)
    default: .unwritable(file, cause: text(of: number))
    }
  }
}
