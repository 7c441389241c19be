import Agreements
import BusinessTime
import Kernel

/// Holds definitions against what became of tickets. Pure, as `DefinitionLint` is.
public struct HistoryLint: Sendable {
  public var agreements: [LintedAgreement]
  public var history: TicketHistory
  public var now: Instant

  public init(_ agreements: [LintedAgreement], history: TicketHistory, now: Instant) {
    self.agreements = agreements.filter { $0.to.map { now < $0 } ?? true }.sorted { $0.key < $1.key }
    (self.history, self.now) = (history, now)
  }

  public func report() -> FindingsReport {
    var report = FindingsReport()
    uncovered(&report)
    for agreement in agreements {
      let own = history.groups.filter { $0.agreement == agreement.key }
      chosen(agreement, own, &report)
      rows(agreement, own, &report)
      targets(agreement, &report)
      closings(agreement, &report)
    }
    hours(&report)
    report.sort()
    return report
  }

  private typealias Evidence = AgreementFinding.Evidence

  // MARK: Tickets without an agreement

  /// By what uncovered tickets are counted.
  private static let dimensions = ["service", "priority", "organisation", "kind"]

  private func uncovered(_ report: inout FindingsReport) {
    let without = history.groups.filter { $0.agreement == nil }
    // What an agreement that was made since would take is mended already.
    let holding = agreements.filter { $0.from <= now }
    func isMended(_ group: TicketHistory.Group) -> Bool {
      holding.contains { TicketBox($0.scope.mapValues { .among(Set($0)) }).contains(group.attributes, at: now) }
    }
    let open = without.filter { !isMended($0) }
    let count = open.reduce(0) { $0 + $1.count }
    guard count > 0 else { return }
    let mended = without.reduce(0) { $0 + $1.count } - count
    var evidence = HistoryLint.dimensions.flatMap { name in
      HistoryLint.most(open.map { ($0.attributes[name], $0.count) }).map { value, count in
        Evidence("\(name): \(value ?? "none")", count)
      }
    }
    if mended > 0 { evidence.append(Evidence("Others without one, which an agreement made since would cover", mended)) }
    let tickets = Array(open.flatMap(\.tickets).prefix(FindingLimits.named))
    report.findings.append(
      AgreementFinding(
        .uncovered,
        "\(Numerals.grouped(count)) of \(Numerals.grouped(history.read)) tickets have no agreement, and none would cover them "
          + "today: they stand without clocks.", evidence: evidence, tickets: tickets,
        place: tickets.first.map { .ticket($0) } ?? .agreements))
  }

  /// The most frequent values with their counts.
  private static func most(_ counted: [(String?, Int)]) -> [(String?, Int)] {
    let sums = Dictionary(counted, uniquingKeysWith: +)
    return sums.sorted { ($1.value, $0.key ?? "") < ($0.value, $1.key ?? "") }.prefix(FindingLimits.counted)
      .map { ($0.key, $0.value) }
  }

  // MARK: What no ticket reached

  private func chosen(
    _ one: LintedAgreement, _ own: [TicketHistory.Group], _ report: inout FindingsReport
  ) {
    guard own.isEmpty, history.read >= FindingLimits.ticketsToJudge, let since = one.since else { return }
    let begun = max(since, one.from, history.from)
    let days = (min(now, history.to) - begun).milliseconds / 86_400_000
    guard days >= FindingLimits.daysToJudge else { return }
    report.findings.append(
      AgreementFinding(
        .neverChosen, agreement: one.key,
        "\(one.name) covered none of the \(Numerals.grouped(history.read)) tickets that were looked at.",
        evidence: [
          Evidence("It covers tickets of which \(one.box.words)"), Evidence("Days in which it held", Int(days)),
        ]))
  }

  private func rows(
    _ one: LintedAgreement, _ own: [TicketHistory.Group], _ report: inout FindingsReport
  ) {
    let isAlone = Set(one.agreement.objectives.map(\.metric)).count == 1
    for objective in one.agreement.objectives {
      let groups = own.filter { group in
        switch objective.metric {
        case .resolution: !group.toFulfil || isAlone
        case .fulfilment: group.toFulfil || isAlone
        default: true
        }
      }
      let count = groups.reduce(0) { $0 + $1.count }
      guard count >= FindingLimits.ticketsToJudge else { continue }
      let boxes = objective.targets.map { TicketBox($0.when) }
      let reached = Set(groups.compactMap { group in boxes.firstIndex { $0.contains(group.attributes, at: now) } })
      for (row, target) in objective.targets.enumerated() where !target.when.isEmpty && !reached.contains(row) {
        // What no ticket can reach is said of the definitions.
        guard boxes[row].without(boxes[..<row], limit: FindingLimits.pieces)?.isEmpty != true else { continue }
        report.findings.append(
          AgreementFinding(
            .rowUnused, agreement: one.key, objective: objective.name, row: row + 1,
            "No ticket, as it stands now, gets row \(row + 1) of \(objective.name) of \(one.name) (\(target.when.words): "
              + "\(TargetText.text(target.length))).", evidence: [Evidence("Tickets that the objective is for", count)])
        )
      }
    }
  }

  // MARK: Hours

  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  private func hours(_ report: inout FindingsReport) {
    for one in history.openings where one.all >= FindingLimits.ticketsToJudge {
      guard one.outside * 100 > one.all * FindingLimits.outside,
        let agreement = agreements.first(where: { $0.key == one.agreement }),
        let share = Numerals.percent(one.outside, of: one.all)
      else { continue }
      let busiest = one.outsideByHour.enumerated().filter { $0.element > 0 }
        .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(FindingLimits.counted)
      let days = one.outsideByHour.indices.reduce(into: Array(repeating: 0, count: 7)) {
        $0[$1 / 24] += one.outsideByHour[$1]
      }
      report.findings.append(
        AgreementFinding(
          .hoursMiss, agreement: one.agreement, calendar: one.calendar,
          "\(share) % of the tickets of \(agreement.name) were opened while \(one.calendar) is closed: "
            + "\(Numerals.grouped(one.outside)) of \(Numerals.grouped(one.all)).",
          evidence: days.enumerated().filter { $0.element > 0 }.map {
            Evidence(HistoryLint.weekdays[$0.offset], $0.element)
          }
            + busiest.map { hour in
              let (day, clock) = (HistoryLint.weekdays[hour.offset / 24], hour.offset % 24)
              return Evidence("\(day), \(HistoryLint.clock(clock)) to \(HistoryLint.clock(clock + 1))", hour.element)
            }))
    }
  }

  private static func clock(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour):00" }

  // MARK: Targets

  private func targets(_ one: LintedAgreement, _ report: inout FindingsReport) {
    for objective in one.agreement.objectives {
      guard let calendar = one.calendars[objective.calendar] else { continue }
      for counted in history.targets
      where counted.agreement == one.key && counted.objective == objective.name
        && counted.ended >= FindingLimits.clocksToJudge
      {
        let rows = objective.targets.indices.filter {
          objective.targets[$0].length.open(in: calendar) == counted.length
        }
        // What no row gives any more is past.
        guard let row = rows.first, let met = WilsonInterval(counted.met, of: counted.ended),
          let halved = WilsonInterval(counted.halved, of: counted.ended)
        else { continue }
        let target = objective.targets[row]
        let about = "\(objective.name) of \(one.name) within \(TargetText.text(target.length))"
        let isAlways = halved.low >= FindingLimits.wideMargin
        guard isAlways || met.high <= FindingLimits.neverMet else { continue }
        let interval = isAlways ? halved : met
        report.findings.append(
          AgreementFinding(
            isAlways ? .alwaysMet : .neverMet, agreement: one.key, objective: objective.name,
            row: rows.count == 1 ? row + 1 : nil,
            isAlways
              ? "\(about) is always met by a wide margin: at most half of it is used."
              : "\(about) is hardly ever met.",
            evidence: [
              Evidence("Clocks met", counted.met), Evidence("Of these, with at most half of the time", counted.halved),
              Evidence("Clocks breached", counted.breached),
              Evidence(
                "95 % interval of the share \(isAlways ? "that took at most half" : "that was met"): "
                  + "\(HistoryLint.percent(interval.low)) to \(HistoryLint.percent(interval.high))"),
            ]))
      }
    }
  }

  private static func percent(_ share: Double) -> String { (Numerals.percent(share) ?? "0") + " %" }

  // MARK: Closings

  /// Objectives that stop at a closing for which a timer waits longer than the target.
  private func closings(_ one: LintedAgreement, _ report: inout FindingsReport) {
    let own = history.closings.filter { $0.agreement == one.key }
    for objective in one.agreement.objectives where objective.stopAt == .closed {
      guard let calendar = one.calendars[objective.calendar] else { continue }
      let boxes = objective.targets.map { TicketBox($0.when) }
      let byRow = Dictionary(grouping: own) { closing in boxes.firstIndex { $0.contains(closing.attributes, at: now) } }
      for (row, target) in objective.targets.enumerated() {
        guard let length = target.length.open(in: calendar), let closed = byRow[row],
          closed.count >= FindingLimits.closingsToJudge
        else { continue }
        let waits = closed.map { calendar.openTime(from: $0.resolvedAt, to: $0.closedAt) }
        let late = zip(closed, waits).filter { $0.1 > length }.map(\.0)
        guard late.count * 2 > closed.count else { continue }
        let middle = waits.sorted()[waits.count / 2]
        report.findings.append(
          AgreementFinding(
            .closesTooLate, agreement: one.key, objective: objective.name, row: row + 1,
            "\(objective.name) of \(one.name) stops at the closing, and the timer that closes resolved tickets waits longer than "
              + "row \(row + 1) (\(target.when.words): \(TargetText.text(target.length))): however quickly they are solved, they are late.",
            evidence: [
              Evidence("Tickets that a timer closed", closed.count),
              Evidence("Of these, the wait alone was longer than the target", late.count),
              Evidence("Half of them waited \(TargetText.text(middle)) of open time or more"),
            ], tickets: Array(late.map(\.number).prefix(FindingLimits.named))))
      }
    }
  }
}
