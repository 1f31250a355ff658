// file: Sources/Reporting/Exports/NamesSweepExport.swift
// list: Sources/Reporting/Exports/SweepExport.swift
// before: ^    CSVSweepExport\.format,
// line:     NamesSweepExport.format,
// run: export --help
// shows: names +The names of all trials
// run: export smollm2-135m --format names
// shows: ^smollm2-135m/all-code/game24/

public import Basics
import Trials

/// An exporter that is added to show how: the names of all trials, a line each.
public struct NamesSweepExport: SweepExport {
  static let format = SweepExportFormat(name: "names", summary: "The names of all trials.") { _ in
    NamesSweepExport()
  }

  public mutating func add(
    _ trial: ExportedTrial, to files: inout ExportFiles
  ) throws(JSONError) {
    files.append("\(trial.line.trial)\n")
  }

  public mutating func finish(_ files: inout ExportFiles) throws(JSONError) {}
}
