import Kernel
import TicketsUseCases

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
      "faults": .array(faults.map(\.json)), "samples": .array(samples.map(\.json)),
    ])
  }
}

extension ImportSample {
  var json: JSON {
    .members([
      "number": .string(number), "title": .string(title), "openedAt": .instant(openedAt), "opening": .string(opening),
      "events": .array(events.map { .members(["at": .instant($0.at), "words": .string($0.words)]) }),
      "clocks": .array(
        clocks.map { clock in
          .members([
            "name": .string(clock.name), "due": .instant(clock.due) ?? .null, "standing": .string(clock.importEnd),
          ])
        }),
    ])
  }
}
