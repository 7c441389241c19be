import Forecasting
import Kernel

/// What a queue needs, with the model that the file named.
struct QueueStaffing: QuestionAnswer {
  var model: StaffingQuestion.Model
  var answer: StaffingAnswer

  /// The answer of `mainstay staff`, by the keys of the specification.
  var json: JSON {
    .object([
      "model": .string((model == .erlangC ? StaffingModel.erlangC : .erlangA).rawValue),
      "intervals": .array(
        answer.intervals.map { interval in
          var members = interval.needed.members
          members["at"] = .orNull(interval.at)
          members["load"] = .figure(interval.load)
          members["rostered"] = .integer(Int64(interval.rostered))
          members["there"] = interval.there.map { .object($0.members) } ?? .null
          members["gap"] = interval.gap.map { .integer(Int64($0)) } ?? .null
          return .object(members)
        }),
    ])
  }
}

extension StaffingAnswer.Service {
  fileprivate var members: [String: JSON] {
    [
      "people": .integer(Int64(people)), "attained": .figure(attained), "meanWaitSeconds": .figure(meanWaitSeconds),
      "occupancy": .figure(occupancy), "abandon": .figure(abandon),
    ]
  }
}

/// What work that waits needs.
struct WaitingStaffing: QuestionAnswer {
  var answer: WaitingAnswer

  var json: JSON {
    let there = answer.there
    return .object([
      "model": .string(StaffingModel.waiting.rawValue),
      "seed": .integer(Int64(answer.seed)),
      "runs": .integer(Int64(answer.runs)),
      "people": answer.needed.map { .integer(Int64($0.people)) } ?? .null,
      "priorities": (answer.needed ?? answer.best).map(\.rows) ?? .null,
      "there": there.map { .object(["people": .integer(Int64($0.people)), "priorities": $0.rows]) } ?? .null,
      "gap": answer.gap.map { .integer(Int64($0)) } ?? .null,
    ])
  }
}

extension WaitingAnswer {
  /// People needed less people there; nil where either is not known.
  var gap: Int? {
    guard let needed, let there else { return nil }
    return needed.people - there.people
  }
}

extension WaitingAnswer.Staffed {
  fileprivate var rows: JSON {
    .array(
      priorities.map { row in
        .object([
          "name": .string(row.name), "tickets": .figure(row.tickets), "promised": .string(row.promised.text),
          "attained": .figure(row.share), "low": .figure(row.low), "high": .figure(row.high),
          "holds": .bool(row.holds),
        ])
      })
  }
}
