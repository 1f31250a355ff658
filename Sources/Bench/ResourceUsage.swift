import Foundation
import Glibc

/// What this process has used of the machine so far.
enum ResourceUsage {
  /// Processor time of all threads in seconds, in the program and in the kernel.
  ///
  /// Unlike wall time it hardly depends on what else the machine is doing.
  static var cpuSeconds: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
    }
  }

  /// The most memory that was resident at one time, in bytes: `VmHWM` of the kernel.
  static var peakBytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 } ?? 0
  }
}
