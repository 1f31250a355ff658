import Glibc

/// Unpacks Zstandard, in which Inspect writes its logs of today.
///
/// The library is loaded when it is needed and is no dependency of the program; apt, dpkg and systemd bring it
/// to every Debian, Fedora and Arch.
enum Zstandard {
  private typealias Decompress =
    @convention(c) (
      UnsafeMutableRawPointer, Int, UnsafeRawPointer, Int
    ) -> Int
  private typealias IsError = @convention(c) (Int) -> UInt32

  /// Whether the library is there.
  static var isThere: Bool { functions != nil }

  /// The functions of the library; `nil` where it is not there.
  private static let functions: (decompress: Decompress, isError: IsError)? = {
    guard let library = dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL),
      let decompress = dlsym(library, "ZSTD_decompress"),
      let isError = dlsym(library, "ZSTD_isError")
    else { return nil }
    // As zstd.h has declared them since version 1.0.
    return (
      unsafeBitCast(decompress, to: Decompress.self), unsafeBitCast(isError, to: IsError.self)
    )
  }()

  /// Unpacks bytes that come to a number of others; `nil` where they come to more or fewer, or are damaged.
  static func unpacked(_ packed: ArraySlice<UInt8>, to count: Int) -> [UInt8]? {
    guard let functions else { return nil }
    // One byte more than there may be: what comes to that is no longer what was claimed.
    var output = [UInt8](repeating: 0, count: count + 1)
    let written = packed.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { output in
        guard let source = input.baseAddress, let target = output.baseAddress else { return -1 }
        let written = functions.decompress(target, output.count, source, input.count)
        return functions.isError(written) == 0 ? written : -1
      }
    }
    guard written == count else { return nil }
    output.removeLast()
    return output
  }
}
