import Agreements
import Kernel

extension AlignmentAnswer {
  public var json: JSON { report.json }
}

extension AlignmentReport {
  /// The answer of `mainstay align`, by the keys of the specification.
  public var json: JSON {
    .object([
      "promise": .string(promise),
      "feasible": .bool(isFeasible),
      "worstRoute": .string(worstRoute),
      "expected": .figure(expected),
      "assumes": "independence",
      "routes": .array(routes.map(\.json)),
    ])
  }
}

extension AlignmentReport.Route {
  fileprivate var json: JSON {
    .object([
      "name": .string(name),
      "feasible": .bool(isFeasible),
      "share": share.map { .decimal($0.text) } ?? .null,
      "attained": .figure(attained),
      "worst": worst.json,
      "failing": .integer(Int64(failing)),
      "candidates": .integer(Int64(candidates)),
      "failingShare": .figure(Double(failing) / Double(candidates)),
      "first": .orNull(first),
      "last": .orNull(last),
      "neverEnds": .orNull(neverEnds),
      "stages": .array(stages.map(\.json)),
      "weakest": .orNull(weakest),
    ])
  }
}

extension AlignmentReport.Worst {
  fileprivate var json: JSON {
    .object([
      "opened": .orNull(opened),
      "end": .orNull(end),
      "due": .orNull(due),
      "usedSeconds": .seconds(used),
      "slackSeconds": .seconds(slack),
      "stages": .array(
        stages.map { .object(["name": .string($0.name), "from": .orNull($0.from), "to": .orNull($0.to)]) }),
    ])
  }
}

extension AlignmentReport.Stage {
  fileprivate var json: JSON {
    .object([
      "name": .string(name),
      "targetSeconds": .seconds(target),
      "largestSeconds": .seconds(largest),
      "cutSeconds": .seconds(cut),
    ])
  }
}
