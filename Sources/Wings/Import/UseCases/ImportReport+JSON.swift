import Kernel

extension ImportFault {
  public var json: JSON {
    .members([
      "line": .integer(Int64(line)), "number": .text(number) ?? .null, "reason": .string(reason),
      "note": .bool(isNote),
    ])
  }
}

extension ImportReport {
  /// The shape that programs read, from the command line and from the API; its members are fixed.
  public var json: JSON {
    .members([
      "run": .text(run?.id.text) ?? .null, "dryRun": .bool(isDryRun), "finishedBefore": .bool(wasFinished),
      "resumedAt": .integer(Int64(resumedAt)), "rows": .integer(Int64(rows)), "tally": tally.json,
      "reading": reading?.json ?? .null,
      "faults": .array(faults.map(\.json)),
    ])
  }
}
