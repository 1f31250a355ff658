import Foundation

/// The wall clock, for provenance only.
enum Timestamp {
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`.
  @Sendable static func now() -> String {
    Date.now.formatted(.iso8601)
  }
}
