// The entry point that libFuzzer calls; `ci/soak` builds it with `--sanitize=fuzzer`.

import CassetteFaults
import Glibc

private let scratch = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
// libFuzzer calls from one thread only.
nonisolated(unsafe) private let probe = try? CassetteProbe(
  folder: "\(scratch)/cassette-fuzz-\(getpid())")

/// Tries one input; a wrong answer ends the process, which is what libFuzzer takes for a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
  do {
    guard let probe else { abort() }
    try probe.run(UnsafeRawBufferPointer(start: start, count: count))
  } catch {
    print("WRONG: \(error)")
    abort()
  }
  return 0
}
