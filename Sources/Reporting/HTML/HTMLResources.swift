/// The files that make a report: HTML, CSS and JavaScript as their editors know them, compiled into
/// the program so that it stays one file.
enum HTMLResources {
  /// The document with its slots.
  static var skeleton: [UInt8] { PackageResources.report_html }

  /// The style.
  static var style: [UInt8] {
    [PackageResources.theme_css, PackageResources.layout_css, PackageResources.charts_css]
      .flatMap(\.self)
  }

  /// The script: all files in one scope, those first that others build upon.
  static var script: [UInt8] {
    let files = [
      PackageResources.dom_js, PackageResources.data_js, PackageResources.format_js,
      PackageResources.chart_js, PackageResources.overview_js, PackageResources.heatmap_js,
      PackageResources.costs_js, PackageResources.ladders_js, PackageResources.outcomes_js,
      PackageResources.comparison_js, PackageResources.trials_js, PackageResources.transcript_js,
      PackageResources.panel_js, PackageResources.main_js,
    ]
    return Array("(() => {\n\"use strict\";\n".utf8) + files.flatMap(\.self) + Array("})();\n".utf8)
  }
}
