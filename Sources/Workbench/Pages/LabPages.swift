package import Reporting

extension SweepLab {
  /// Writes the sweeps' report for a browser, with sections at its top.
  package func writePage(with sections: [ReportSection], to path: String) async throws {
    var builder = PageBuilder(workers: workers, scope: .fitting, prices: nil, compare: nil)
    builder.sections = sections
    try await builder.page(of: sweeps).write(to: path)
  }
}
