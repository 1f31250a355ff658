public import Basics

/// Tables as canonical JSON: numbers unrounded, `"NA"` where a method does not apply, null where
/// nothing was measured.
public struct JSONRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) throws(JSONError) -> String {
    try CanonicalJSON.text(of: .array(tables.map(value))) + "\n"
  }

  /// A table as a value.
  public func value(of table: TextTable) -> JSONValue {
    [
      "name": .string(table.name),
      "title": .string(table.title),
      "columns": .array(
        table.columns.map { ["name": .string($0.name), "title": .string($0.title)] }),
      "rows": .array(
        table.rows.map { row in
          [
            "name": .string(row.name),
            "summary": .bool(row.isSummary),
            "cells": .array(table.columns.indices.map { row.cell($0).value.json }),
          ]
        }),
      "notes": .array(table.notes.map { .string($0) }),
    ]
  }
}
