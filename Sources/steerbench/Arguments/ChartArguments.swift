import ArgumentParser
import Reporting

/// How a command's charts are drawn.
struct ChartArguments: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Draw charts in characters, above the tables.")
  var charts = true
  @Option(
    help: ArgumentHelp(
      "Write the charts into a new folder instead, an SVG each.", valueName: "folder"),
    completion: .directory)
  var figures: String?

  /// The sections with the charts that are to be seen.
  func chosen(of sections: [ReportSection]) -> [ReportSection] {
    guard !charts else { return sections }
    return sections.map { section in
      var section = section
      section.charts = []
      return section
    }
  }
}
