import Agreements
import BusinessTime
import Kernel

// MARK: Thresholds

extension Rung {
  /// At how much consumed time it is reached, as the engine computes it; nil of one on the wall clock.
  fileprivate func place(of target: Duration, in calendar: BusinessCalendar) -> Duration? {
    switch position {
    case .share(let thousandths):
      let (product, overflow) = target.milliseconds.multipliedReportingOverflow(by: thousandths)
      return overflow ? nil : Duration(milliseconds: product / 100_000 + (product % 100_000 > 0 ? 1 : 0))
    case .consumed(let length, let isAfter):
      guard let length = TargetLength.open(length).open(in: calendar) else { return nil }
      return isAfter ? target + length : target - length
    case .wall: return nil
    }
  }

  /// Whether it is meant to come at some time after the start.
  fileprivate var isLater: Bool { position != .share(0) }
}

extension DefinitionLint {
  func rungs(_ one: LintedAgreement, _ report: inout FindingsReport) {
    for objective in one.agreement.objectives where !objective.thresholds.isEmpty {
      guard let calendar = one.calendars[objective.calendar] else { continue }
      let targets = objective.targets.compactMap { $0.length.open(in: calendar) }
      // By row, where each threshold is; those on the wall clock lie nowhere that is known before.
      let places = targets.map { target in objective.thresholds.map { $0.place(of: target, in: calendar) } }
      guard targets.count == objective.targets.count, !targets.isEmpty else { continue }
      let about = "\(objective.name) of \(one.name)"
      func add(_ kind: AgreementFinding.Kind, _ sentence: String, _ evidence: [AgreementFinding.Evidence] = []) {
        report.findings.append(
          AgreementFinding(kind, agreement: one.key, objective: objective.name, sentence, evidence: evidence))
      }
      for (index, rung) in objective.thresholds.enumerated() where rung.isLater {
        let early = objective.targets.indices.filter { row in
          places[row][index].map { $0 <= .zero } ?? false
        }
        guard !early.isEmpty else { continue }
        add(
          .rungAtStart,
          "The threshold \(RungText.text(rung)) of \(about) is reached at the very start: the target is no longer.",
          early.prefix(FindingLimits.counted).map {
            .init(
              "Row \($0 + 1): \(objective.targets[$0].when.words), \(TargetText.text(objective.targets[$0].length))")
          })
      }
      for (index, rung) in objective.thresholds.enumerated() {
        for (later, other) in objective.thresholds.enumerated().dropFirst(index + 1) {
          let pairs = places.map { ($0[index], $0[later]) }
          if pairs.allSatisfy({ $0.0 != nil && $0.0 == $0.1 }) {
            add(
              .rungsAtOnce,
              "The thresholds \(RungText.text(rung)) and \(RungText.text(other)) of \(about) are reached at the same instant."
            )
          }
        }
      }
      for (later, other) in objective.thresholds.enumerated() {
        // Each that stands before it and is reached after it, whatever stands between the two.
        let overtaken = objective.thresholds.indices.prefix(later).filter { index in
          places.allSatisfy { row in row[index].flatMap { first in row[later].map { $0 < first } } ?? false }
        }
        guard !overtaken.isEmpty else { continue }
        let names = DefinitionLint.names(overtaken.map { RungText.text(objective.thresholds[$0]) })
        add(
          .rungsOutOfOrder,
          "The threshold \(RungText.text(other)) of \(about) stands behind \(names) and is reached before "
            + "\(overtaken.count == 1 ? "it" : "them").")
      }
      let areLate = zip(targets, places).allSatisfy { target, places in
        places.allSatisfy { place in place.map { $0 >= target } ?? false }
      }
      if areLate, objective.thresholds.contains(where: { $0.position != .share(100_000) }) {
        add(
          .noRungBefore,
          "No threshold of \(about) warns before the target is used up: each is at the breach or after it.")
      }
    }
  }
}

// MARK: Parts and wholes

extension DefinitionLint {
  /// What is promised for a part of the way and takes longer than what is promised for all of it.
  func parts(_ one: LintedAgreement, _ report: inout FindingsReport) {
    let objectives = one.agreement.objectives
    let wholes = objectives.filter { $0.metric == .resolution || $0.metric == .fulfilment }
    for part in objectives {
      switch part.metric {
      case .firstResponse, .teamHolding, .vendorHolding, .acknowledgement: break
      case .nextResponse, .update, .resolution, .fulfilment, .assignment: continue
      }
      for whole in wholes {
        // Time with the vendor counts for no whole that rests meanwhile.
        let isVendors = part.metric == .vendorHolding || part.metric == .acknowledgement
        if isVendors, one.agreement.pauseReasons(of: whole).contains(DefinitionLint.vendorHold) { continue }
        compare(part, whole, of: one, &report)
      }
    }
  }

  /// The hold reason of a new desk for what waits for a vendor.
  static let vendorHold = "awaiting-vendor"

  private func compare(
    _ part: Objective, _ whole: Objective, of one: LintedAgreement, _ report: inout FindingsReport
  ) {
    guard let measure = measure(part, whole, of: one) else { return }
    guard let parts = reached(part, of: one, &report), let wholes = reached(whole, of: one, &report) else {
      report.bounds.append(
        "Whether \(part.name) of \(one.key) is longer than \(whole.name) falls into more than \(FindingLimits.pieces) cases "
          + "and was not decided.")
      return
    }
    var evidence: [AgreementFinding.Evidence] = []
    for (row, pieces) in parts.enumerated() {
      for (other, wholePieces) in wholes.enumerated()
      where measure(part.targets[row].length, whole.targets[other].length) {
        let shared = pieces.lazy.flatMap { piece in wholePieces.lazy.map { piece.intersection($0) } }
        guard let example = shared.first(where: { !$0.isEmpty }) else { continue }
        evidence.append(
          .init(
            "\(example.words): \(part.name) within \(TargetText.text(part.targets[row].length)), \(whole.name) within "
              + "\(TargetText.text(whole.targets[other].length))"))
      }
    }
    guard !evidence.isEmpty else { return }
    let isAnswer = part.metric == .firstResponse
    let sentence =
      isAnswer
      ? "\(part.name) of \(one.name) is longer than \(whole.name): such a ticket has to be solved before it has to be "
        + "answered."
      : "\(part.name) of \(one.name) is longer than \(whole.name): it can be kept by those who owe it while the whole is "
        + "missed."
    let more = evidence.count - FindingLimits.counted
    report.findings.append(
      AgreementFinding(
        isAnswer ? .answeredAfterSolved : .partLongerThanWhole, agreement: one.key, objective: part.name, sentence,
        evidence: evidence.prefix(FindingLimits.counted) + (more > 0 ? [.init("more like it", more)] : [])))
  }

  /// Says of two lengths whether the part's is longer, whenever both begin at once; nil where that depends on the hour.
  private func measure(
    _ part: Objective, _ whole: Objective, of one: LintedAgreement
  ) -> ((TargetLength, TargetLength) -> Bool)? {
    guard let own = one.calendars[part.calendar], let other = one.calendars[whole.calendar] else { return nil }
    let span = Duration.days(365)
    // Where the whole counts every hour, no hours of the part make it come earlier.
    guard part.calendar == whole.calendar || other.openTime(from: now, to: now + span) == span else { return nil }
    return { a, b in
      switch (a, b) {
      case (.localDays(let own), .localDays(let other)): return own > other
      case (.open, .open):
        guard let length = a.open(in: own), let limit = b.open(in: other) else { return false }
        return length > limit
      case (.open, .localDays), (.localDays, .open): return false
      }
    }
  }

  /// By row, the tickets of the agreement that get it; nil where that falls into too many pieces.
  private func reached(
    _ objective: Objective, of one: LintedAgreement, _ report: inout FindingsReport
  ) -> [[TicketBox]]? {
    let boxes = objective.targets.map { TicketBox($0.when).intersection(one.box) }
    var reached: [[TicketBox]] = []
    for (row, box) in boxes.enumerated() {
      guard let left = box.without(boxes[..<row], limit: FindingLimits.pieces / 10, work: &report.workLeft) else {
        return nil
      }
      reached.append(left)
    }
    return reached
  }
}

// MARK: Stops and pauses

extension DefinitionLint {
  func stops(_ one: LintedAgreement, _ report: inout FindingsReport) {
    for objective in one.agreement.objectives {
      if objective.metric == .vendorHolding || objective.metric == .acknowledgement,
        one.agreement.pauseReasons(of: objective).contains(DefinitionLint.vendorHold)
      {
        report.findings.append(
          AgreementFinding(
            .pausedByItself, agreement: one.key, objective: objective.name,
            "\(objective.name) of \(one.name) counts time with the vendor and rests while the ticket waits for the vendor: "
              + "held like that, it never runs."))
      }
      closing(objective, of: one, &report)
    }
  }

  private func closing(_ objective: Objective, of one: LintedAgreement, _ report: inout FindingsReport) {
    guard let closesAfter, objective.stopAt == .closed, let calendar = one.calendars[objective.calendar] else { return }
    let from = max(now, one.from)
    guard let least = calendar.leastOpenTime(in: closesAfter, from: from, to: from + .days(365)) else {
      report.bounds.append(
        "The calendar \(objective.calendar) has more than \(FindingLimits.windows) windows in a year: what closing by a timer "
          + "takes was not looked at.")
      return
    }
    for (row, target) in objective.targets.enumerated() {
      guard let length = target.length.open(in: calendar), length < least else { continue }
      report.findings.append(
        AgreementFinding(
          .closesTooLate, agreement: one.key, objective: objective.name, row: row + 1,
          "\(objective.name) of \(one.name) stops at the closing, which comes by a timer after \(TargetText.text(closesAfter)): that wait "
            + "alone uses up row \(row + 1) (\(target.when.words): \(TargetText.text(target.length))).",
          evidence: [.init("At least \(TargetText.text(least)) of it is open time of \(objective.calendar)")]))
    }
  }
}
