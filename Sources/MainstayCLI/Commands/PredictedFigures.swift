import Foresight
import Kernel

/// What a trial of foresight found, for programs and for people.
struct PredictedFigures {
  var trial: MissTrial
  var assessment: MissAssessment
  /// What the objectives are called, by their numbers.
  var objectives: [String]
  var from: Instant
  var end: Instant

  /// Groups of similar clocks that are listed, those most asked about first.
  static let groups = 20

  /// Objectives that were asked about and could not be answered.
  private var silent: [(objective: String, learnt: Int)] {
    let asked = Set(trial.asked.filter { $0.foresight == nil }.map(\.moment.objective))
    return asked.sorted().map { number in
      (objectives[number], Set(trial.lessons[number].map(\.moment.clock)).count)
    }
  }

  private var listed: [SeenGroup] {
    Array(SeenGroup.all(trial).prefix(PredictedFigures.groups))
  }
}

extension PredictedFigures {
  var json: JSON {
    [
      "model": ["version": .integer(Int64(MissModel.version)), "from": .string(from.rfc3339)],
      "until": .string(end.rfc3339),
      "learnt": [
        "tickets": count(trial.learnt.tickets), "clocks": count(trial.learnt.tally.clocks),
        "missed": count(trial.learnt.tally.missed), "moments": count(trial.learnt.moments),
        "notDue": count(trial.learnt.notDue), "undecided": count(trial.learnt.undecided),
      ],
      "heldBack": [
        "tickets": count(trial.askedTickets), "clocks": count(assessment.clocks.clocks),
        "missed": count(assessment.clocks.missed), "moments": count(assessment.moments),
        "silent": count(assessment.silent), "undecided": count(trial.openEnds),
      ],
      "brier": share(assessment.loss?.brier), "logLoss": share(assessment.loss?.log),
      "base": yardstick(assessment.base, assessment.skill),
      "hindsight": yardstick(assessment.hindsight, assessment.hindsightSkill),
      "auc": [
        "foreseen": share(assessment.ranking), "usedShare": share(assessment.usedShareRanking),
        "margin": share(margin),
      ],
      "reliability": .array(
        assessment.tenths.map { tenth in
          [
            "from": share(tenth.from), "moments": count(tenth.moments),
            "predicted": tenth.moments > 0 ? share(tenth.predicted) : .null,
            "seen": tenth.moments > 0 ? share(tenth.seen) : .null,
          ]
        }),
      "points": .array(
        assessment.rows.map { row in
          [
            "objective": .string(objectives[row.objective]), "point": .string(row.point.words),
            "moments": count(row.moments), "missed": count(row.missed), "predicted": share(row.predicted),
            "baseRate": share(row.baseRate), "brier": share(row.brier), "baseBrier": share(row.baseBrier),
          ]
        }),
      "alarm": alarm,
      "groups": .array(listed.map { $0.json(trial, objectives) }),
      "silentObjectives": .array(
        silent.map { ["objective": .string($0.objective), "clocks": count($0.learnt)] }),
    ]
  }

  private var margin: Double? {
    guard let mine = assessment.ranking, let theirs = assessment.usedShareRanking else { return nil }
    return mine - theirs
  }

  private func yardstick(_ loss: MissAssessment.Loss?, _ skill: MissAssessment.Skill?) -> JSON {
    [
      "brier": share(loss?.brier), "logLoss": share(loss?.log), "skill": share(skill?.value),
      "skillError": share(skill?.error),
    ]
  }

  private var alarm: JSON {
    let alarms = assessment.alarms
    func lead(_ percent: Int) -> JSON { alarms.lead(ofPercent: percent).map { .decimal($0.secondsText) } ?? .null }
    return [
      "level": share(MissAssessment.alarmLevel), "missed": count(alarms.missed), "foreseen": count(alarms.foreseen),
      "met": count(alarms.met), "falseAlarms": count(alarms.falseAlarms),
      "leadSeconds": ["half": lead(50), "nineOfTen": lead(90)],
    ]
  }

  private func count(_ number: Int) -> JSON { .integer(Int64(number)) }
  private func share(_ value: Double?) -> JSON { value.map { .decimal($0.sixDecimals) } ?? .null }
}

extension PredictedFigures {
  var text: String {
    var parts = [
      """
      \(trial.learnt.tally.clocks.grouped) clocks of \(trial.learnt.tickets.grouped) tickets opened before \
      \(from.rfc3339) were learnt from; \(trial.learnt.tally.missed.grouped) missed. \(trial.learnt.notDue.grouped) \
      moments were left out because their deadline had not come by then.
      \(assessment.clocks.clocks.grouped) clocks of \(trial.askedTickets.grouped) tickets opened since were asked about \
      at \(assessment.moments.grouped) moments; \(assessment.clocks.missed.grouped) missed.
      """
    ]
    for one in silent {
      parts.append(
        """
        Nothing is said about \(one.objective): \(one.learnt.grouped) decided clocks are too little history; it takes \
        \(MissModel.Least.clocks), \(MissModel.Least.each) of them missed and \(MissModel.Least.each) met.
        """)
    }
    guard let loss = assessment.loss, let base = assessment.base, let later = assessment.hindsight else {
      return parts.joined(separator: "\n")
    }
    var table = TextTable([
      ("", .left), ("Brier", .right), ("Log loss", .right), ("Foreseen is better by", .right),
    ])
    table.add(["foreseen", loss.brier.thousandths, loss.log.thousandths])
    table.add(["base rate, as it was known", base.brier.thousandths, base.log.thousandths, words(assessment.skill)])
    table.add([
      "base rate, as it turned out", later.brier.thousandths, later.log.thousandths, words(assessment.hindsightSkill),
    ])
    parts += ["", table.text]
    if let mine = assessment.ranking, let theirs = assessment.usedShareRanking {
      parts += [
        "",
        "Ranking (AUC): foreseen \(mine.thousandths), share of the target used \(theirs.thousandths), "
          + "margin \((mine - theirs).thousandths).",
      ]
    }
    var tenths = TextTable([("Predicted", .left), ("Moments", .right), ("Mean", .right), ("Seen", .right), ("", .left)])
    for tenth in assessment.tenths {
      let from = Int((tenth.from * 100).rounded())
      let isEmpty = tenth.moments == 0
      tenths.add([
        "\(from) to \(from + 10) %", tenth.moments.grouped, isEmpty ? "-" : tenth.predicted.percent,
        isEmpty ? "-" : tenth.seen.percent,
        isEmpty ? "" : String(repeating: "#", count: Int((tenth.seen * 20).rounded())),
      ])
    }
    parts += ["", tenths.text, "", points, "", alarmText, "", groupsText]
    return parts.joined(separator: "\n")
  }

  private func words(_ skill: MissAssessment.Skill?) -> String {
    skill.map { "\($0.value.percent) (± \((1.96 * $0.error).percent))" } ?? "-"
  }

  private var points: String {
    var table = TextTable([
      ("Objective", .left), ("Point", .left), ("Moments", .right), ("Missed", .right), ("Predicted", .right),
      ("Base rate", .right), ("Brier", .right), ("of base", .right),
    ])
    for row in assessment.rows {
      table.add([
        objectives[row.objective], row.point.words, row.moments.grouped,
        (Double(row.missed) / Double(row.moments)).percent, row.predicted.percent, row.baseRate.percent,
        row.brier.thousandths, row.baseBrier.thousandths,
      ])
    }
    return table.text
  }

  private var alarmText: String {
    let alarms = assessment.alarms
    let hours = [50, 90].map { percent in
      alarms.lead(ofPercent: percent).map { (Double($0.milliseconds) / 3_600_000).tenths + " h" } ?? "-"
    }
    return """
      With an alarm from \(MissAssessment.alarmLevel.percent) on, \(alarms.foreseen.grouped) of \
      \(alarms.missed.grouped) misses were foreseen, half of them at least \(hours[0]) before and nine of ten at least \
      \(hours[1]); of \(alarms.met.grouped) clocks that did not miss, \(alarms.falseAlarms.grouped) had an alarm.
      """
  }

  private var groupsText: String {
    var lines = ["Groups of similar clocks, the most asked about first:"]
    for group in listed {
      lines.append(
        """
        - \(objectives[group.objective]): of \(group.similar.clocks.grouped) similar clocks \
        \(group.similar.missed.grouped) missed; put right by how the latest went, that makes \
        \(group.probability.percent). \(group.moments.grouped) moments were asked about, and \(group.seen.percent) of \
        them missed.
        """)
      lines += group.words(trial).map { "    " + $0 }
    }
    return lines.joined(separator: "\n")
  }
}

extension Double {
  /// To six decimals, without trailing zeros.
  fileprivate var sixDecimals: String { plain(decimals: 6) }
  fileprivate var thousandths: String { plain(decimals: 3) }
  fileprivate var tenths: String { plain(decimals: 1) }
  fileprivate var percent: String { (100 * self).tenths + " %" }
}
