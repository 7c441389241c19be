import Core
import Kernel
import Statements

/// The figures, part by part.
extension StatementReport {
  private static let counts = ["met", "breached", "open", "cancelled", "noTarget", "decided"]
  private static let countTitles = [
    "Met", "Breached", "Open", "Cancelled", "No target", "Decided", "Kept", "Low", "High",
  ]

  private func counts(_ json: JSON?) -> [Report.Cell] {
    let interval = json?["interval"]
    return StatementReport.counts.map { whole(json?[$0]) }
      + [share(json?["share"]), share(interval?["low"]), share(interval?["high"])]
  }

  var objectives: Report.Part {
    let all = list("objectives")
    guard !all.isEmpty else {
      return Report.Part("Objectives", words: ["No clock of the agreement counts in this month."])
    }
    return Report.Part(
      "Objectives",
      tables: [
        Report.Table(
          "Objectives", ["Objective", "What"] + StatementReport.countTitles,
          all.map { [text($0["name"]), text($0["metric"])] + counts($0) }),
        Report.Table(
          "What was promised", ["Objective", "Owed by way of", "By", "Promised", "Promise kept"],
          all.map { one in
            [
              text(one["name"]), text(one["promise"]), text(one["owner"]), share(one["promised"]),
              .text((one["kept"]?.boolValue).map { $0 ? "yes" : "no" }),
            ]
          }),
        Report.Table(
          "With nothing left out", ["Objective"] + StatementReport.countTitles + ["Undone"],
          all.map { [text($0["name"])] + counts($0["withoutExclusions"]) + [whole($0["undoneByExclusions"])] }),
        Report.Table(
          "Confidential among them", ["Objective", "Met", "Breached", "Open"],
          all.map { one in [text(one["name"])] + ["met", "breached", "open"].map { whole(one["confidential"]?[$0]) } }),
      ],
      remarks: [
        "Kept is the met among those with a verdict in the month, rounded down; low and high are Wilson's interval at 95 %. "
          + "Open had begun by its end and was decided later, or is not decided. Undone are breaches that are none because "
          + "of what is left out."
      ])
  }

  var measures: Report.Part? {
    guard let all = statement.figures["measures"]?.arrayValue, !all.isEmpty else { return nil }
    let targets = all.flatMap { one in
      (one["targets"]?.arrayValue ?? []).map { target in
        [
          text(one["name"]), text(target["target"]), .text(StatementReport.conditions(target["when"])),
          whole(target["numerator"]), whole(target["denominator"]), text(target["verdict"]), whole(target["missedBy"]),
        ]
      }
    }
    let counted = all.map { one -> [Report.Cell] in
      let value = one["mean"] == nil ? share(one["share"]) : decimal(one["mean"])
      let interval = one["interval"]
      return [
        text(one["name"]), text(one["measure"]), whole(one["numerator"]), whole(one["denominator"]), value,
        share(interval?["low"]), share(interval?["high"]), whole(one["leftOut"]), whole(one["pending"]),
        text(one["verdict"]),
      ]
    }
    let periods = all.map { one -> [Report.Cell] in
      let versions = (one["versions"]?.arrayValue ?? []).compactMap(\.integerValue)
      let by =
        versions.count == 1 ? .whole(versions[0]) : Report.Cell.text(versions.map(String.init).joined(separator: " "))
      return [
        text(one["name"]), text(one["period"]), text(one["zone"]), moment(one["from"]), moment(one["to"]), by,
        text(one["unit"]), whole(one["samples"]), moment(one["settlesAt"]),
      ]
    }
    return Report.Part(
      "Measured objectives",
      tables: [
        Report.Table(
          "Measures",
          ["Objective", "What", "Counted", "Of", "Value", "Low", "High", "Left out", "Waiting", "Verdict"], counted),
        Report.Table(
          "Targets of measures", ["Objective", "Target", "Of tickets with", "Counted", "Of", "Verdict", "Missed by"],
          targets),
        Report.Table(
          "Periods of measures",
          ["Objective", "Period", "Zone", "From", "Until", "By version", "In", "Instants", "Settles"], periods),
      ],
      remarks: [
        "Where it says when a figure settles, the mere passing of time can still change it until then. Instants are those "
          + "at which open tickets were counted; of several, the value is their mean, rounded down."
      ])
  }

  private static func conditions(_ json: JSON?) -> String {
    (json?.objectValue ?? [:]).sorted { $0.key < $1.key }.map { name, values in
      "\(name) \((values.arrayValue ?? [values]).compactMap(\.stringValue).joined(separator: " or "))"
    }.joined(separator: ", ")
  }

  var availability: Report.Part? {
    guard let all = statement.figures["availability"]?.arrayValue, !all.isEmpty else { return nil }
    let ledger = all.flatMap { one in
      (one["ledger"]?.arrayValue ?? []).map { line -> [Report.Cell] in
        let records = (line["outages"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
        return [
          text(one["name"]), moment(line["from"]), moment(line["to"]), text(line["kind"]), decimal(line["counted"]),
          text(line["rule"]), .text(records), text(line["reason"]),
        ]
      }
    }
    let figures = all.map { one -> [Report.Cell] in
      let stands = one["runs"] != nil ? "still runs" : one["unsettled"] != nil ? "not settled" : nil
      let (target, met) = (decimal(one["target"]), (one["met"]?.boolValue).map { $0 ? "yes" : "no" })
      return [
        text(one["name"]), text(one["period"]), target, decimal(one["availability"]), .text(met),
        text(one["stated"]?["availability"]), whole(one["stated"]?["number"]), .text(stands),
      ]
    }
    let rules = all.map { one -> [Report.Cell] in
      [
        text(one["name"]), text(one["zone"]), moment(one["from"]), moment(one["to"]), whole(one["promise"]),
        whole(one["calendar"]),
      ] + ["uncovered", "unknown", "degraded", "maintenance"].map { text(one["rule"]?[$0]) }
    }
    let seconds = all.map { one in
      [text(one["name"])] + StatementReport.seconds.map { decimal(one["seconds"]?[$0]) }
    }
    return Report.Part(
      "Availability",
      tables: [
        Report.Table(
          "Availability",
          ["Service", "Period", "Target, %", "Availability, %", "Met", "Stated, %", "Statement", "Stands"], figures),
        Report.Table("Seconds", ["Service"] + StatementReport.secondTitles, seconds),
        Report.Table(
          "Ledger", ["Service", "From", "Until", "It was", "Counts, s", "By", "Records", "Reason"], ledger),
        Report.Table(
          "Rules of availability",
          [
            "Service", "Zone", "From", "Until", "Promise", "Calendar", "Without record", "Unknown", "Degraded",
            "Maintenance",
          ], rules),
      ],
      remarks: [
        "Promise and calendar are the versions that it is counted by; stated is what the period was stated as last. What the "
          + "ledger counts adds up to the bad seconds of the service; time that it does not list was up."
      ])
  }

  private static let seconds = [
    "period", "service", "excluded", "down", "degraded", "unknown", "denominator", "bad", "budget", "budgetLeft",
  ]
  private static let secondTitles = [
    "Period", "Service", "Left out", "Down", "Degraded", "Unknown", "Of", "Bad", "Budget", "Left of it",
  ]

  var breaches: Report.Part {
    let all = list("breaches")
    guard !all.isEmpty else { return Report.Part("Breaches, and whose time it was", words: ["None."]) }
    return Report.Part(
      "Breaches, and whose time it was",
      tables: [
        Report.Table(
          "Breaches",
          ["Ticket", "Objective", "Cycle", "Target", "Used", "Started", "Due", "Breached", "Stopped"],
          all.map { one in
            [
              text(one["ticket"]), text(one["objective"]), whole(one["cycle"]), length(one["target"]),
              length(one["elapsed"]),
            ]
              + ["startedAt", "due", "breachedAt", "stoppedAt"].map { moment(one[$0]) }
          }),
        Report.Table(
          "Whose time", ["Ticket", "Objective", "Cycle", "Whose", "Counted", "Not counted"], all.flatMap(shares)),
      ],
      remarks: ["What counted adds up to the time used, and all of it to the whole, to the millisecond."])
  }

  private func shares(of breach: JSON) -> [[Report.Cell]] {
    let which = [text(breach["ticket"]), text(breach["objective"]), whole(breach["cycle"])]
    guard let shares = breach["time"]?.arrayValue else {
      return [which + [.text("not told apart: hours change too often"), length(breach["elapsed"]), .blank]]
    }
    let whole = breach["whole"]?.integerValue ?? 0
    let used = breach["elapsed"]?.integerValue ?? 0
    return shares.map {
      which + [
        .text(StatementReport.holder($0["holder"]?.stringValue ?? "")), length($0["counted"]), length($0["uncounted"]),
      ]
    } + [which + [.text("together"), length(.integer(used)), length(.integer(whole - used))]]
      + [which + [.text("whole"), length(.integer(whole)), .blank]]
  }

  /// Whose time it was, of what a statement calls it: `team:network`, `hold:awaiting-parts`.
  static func holder(_ text: String) -> String {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return text == "closed" ? "closed hours" : text }
    return switch parts[0] {
    case "exclusion": "left out: \(parts[1])"
    case "hold": "on hold: \(parts[1])"
    default: "\(parts[0]) \(parts[1])"
    }
  }

  var exclusions: Report.Part {
    let all = list("exclusions")
    guard !all.isEmpty else { return Report.Part("Time that was left out", words: ["None."]) }
    return Report.Part(
      "Time that was left out",
      tables: [
        Report.Table(
          "Exclusions", ["Of", "Entry", "From", "Until", "Reason", "Clause", "Approved by", "Approved at"],
          all.map { one in
            let what = one["ticket"]?.stringValue ?? "the agreement, version \(one["version"]?.integerValue ?? 0)"
            return [
              .text(what), whole(one["entry"]), moment(one["from"]), moment(one["to"]), text(one["reason"]),
              text(one["clause"]), name(one["approvedBy"]), moment(one["approvedAt"]),
            ]
          })
      ])
  }

  var disputes: Report.Part {
    let all = list("disputes")
    guard !all.isEmpty else { return Report.Part("Disputes", words: ["Nothing of it was contested."]) }
    let verdicts = all.flatMap { one in
      [("contested", "contested"), ("asked for", "askedFor"), ("outcome", "outcome")].compactMap { title, member in
        (one[member]?["clock"]).map { verdict in
          [
            text(one["name"]), .text(title), text(verdict["state"]), length(verdict["target"]),
            length(verdict["elapsed"]),
          ]
            + ["startedAt", "due", "breachedAt", "stoppedAt"].map { moment(verdict[$0]) }
        }
      }
    }
    return Report.Part(
      "Disputes",
      tables: [
        Report.Table(
          "Disputes", ["Dispute", "Ticket", "Objective", "Cycle", "Stands", "Opened"],
          all.map { one in
            [
              text(one["name"]), text(one["ticket"]), text(one["objective"]), whole(one["cycle"]), text(one["state"]),
              moment(one["openedAt"]),
            ]
          }),
        Report.Table(
          "Contested verdicts",
          ["Dispute", "Which", "Verdict", "Target", "Used", "Started", "Due", "Breached", "Stopped"], verdicts),
      ])
  }
}
