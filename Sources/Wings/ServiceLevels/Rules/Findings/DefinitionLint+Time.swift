import Agreements
import BusinessTime
import Kernel

extension TargetLength {
  /// As open time of a calendar; nil of local days, and of working days where the calendar declares none.
  func open(in calendar: BusinessCalendar) -> Duration? {
    guard case .open(let length) = self else { return nil }
    if length.days == 0 { return length.time }
    return calendar.definition.workingDay.flatMap { length.length(day: $0) }
  }
}

extension CalendarDefinition {
  /// The last date up to which closures are known, and whether somebody said so or it is read off the closures: the end
  /// of the last year for which several are dated. Nil where too few are dated to tell. Closures that recur by themselves
  /// never end, and say nothing of where the dated ones do.
  public var closuresKnownTo: (date: CivilDate, isSaid: Bool)? {
    if let horizon { return (horizon, true) }
    var years: [Int: Int] = [:]
    for closure in closures {
      switch closure.extent {
      case .date(let date, _): years[date.year, default: 0] += 1
      case .once(let from, let to):
        for year in Set([from.year, to.year]) { years[year, default: 0] += 1 }
      case .interval(let from, _):
        years[CivilDate(daysSince1970: Int(from.milliseconds / 86_400_000)).year, default: 0] += 1
      case .yearly, .recurring: break
      }
    }
    let last = years.filter { $0.value >= FindingLimits.closuresOfYear }.keys.max()
    return last.flatMap { CivilDate(year: $0, month: 12, day: 31) }.map { ($0, false) }
  }

  /// Whether some closures recur by themselves, every year or by a rule.
  var recurs: Bool {
    closures.contains { closure in
      switch closure.extent {
      case .yearly, .recurring: true
      case .date, .once, .interval: false
      }
    }
  }
}

extension DefinitionLint {
  private static let year = Duration.days(365)

  /// Calendars that open at no time while they are needed, and targets beyond what they open in a year.
  func openTime(_ one: LintedAgreement, _ report: inout FindingsReport) {
    let from = max(now, one.from)
    for objective in one.agreement.objectives {
      guard let calendar = one.calendars[objective.calendar] else { continue }
      let opening = calendar.instant(adding: .milliseconds(1), to: from)
      guard let opening, one.to.map({ opening <= $0 }) ?? true else {
        report.findings.append(
          AgreementFinding(
            .noOpenTime, agreement: one.key, objective: objective.name, calendar: objective.calendar,
            "The calendar \(objective.calendar) opens at no time while \(one.name) holds, so that \(objective.name) is never "
              + "due.", evidence: one.to.map { [.init("From \(from.rfc3339) to \($0.rfc3339)")] } ?? []))
        continue
      }
      let most = calendar.openTime(from: from, to: from + DefinitionLint.year)
      for (row, target) in objective.targets.enumerated() {
        guard let length = target.length.open(in: calendar), length > most else { continue }
        report.findings.append(
          AgreementFinding(
            .longerThanYear, agreement: one.key, objective: objective.name, row: row + 1,
            "Row \(row + 1) of \(objective.name) of \(one.name) gives \(TargetText.text(target.length)): longer than all that "
              + "\(objective.calendar) is open in a year.",
            evidence: [
              .init("\(objective.calendar) is open for \(TargetText.text(most)) in the 365 days from \(from.rfc3339)")
            ])
        )
      }
    }
  }

  /// Calendars whose closures are known up to a date that is near, past, or before deadlines that are computed now.
  func closures(_ report: inout FindingsReport) {
    struct Use {
      var agreement: LintedAgreement
      var objective: Objective
    }
    var uses: [String: [Use]] = [:]
    for agreement in agreements {
      for objective in agreement.agreement.objectives {
        uses[objective.calendar, default: []].append(Use(agreement: agreement, objective: objective))
      }
    }
    for (key, uses) in uses.sorted(by: { $0.key < $1.key }) {
      guard let calendar = uses.compactMap({ $0.agreement.calendars[key] }).first,
        let known = calendar.definition.closuresKnownTo
      else { continue }
      let end = calendar.zone.instant(
        of: CivilDate(daysSince1970: known.date.daysSince1970 + 1), secondOfDay: 0)
      // What is over before then needs no more.
      let lasting = uses.filter { use in use.agreement.to.map { end < $0 } ?? true }
      guard !lasting.isEmpty else { continue }
      var evidence = [
        AgreementFinding.Evidence(
          known.isSaid
            ? "Its horizon is \(known.date.iso8601)"
            : "Its dated closures end with \(known.date.year); it declares no horizon"),
        AgreementFinding.Evidence(
          "Objectives that count by it", lasting.count),
      ]
      // Those that recur go on, and do not stand for those that somebody has to enter.
      let recurs = !known.isSaid && calendar.definition.recurs
      let said =
        "The \(recurs ? "dated closures" : "closures") of the calendar \(key) are known up to \(known.date.iso8601)"
      if recurs { evidence.append(.init("Its other closures recur by themselves and go on")) }
      if end <= now {
        report.findings.append(
          AgreementFinding(
            .closuresEnd, severity: known.isSaid ? .error : .warning, calendar: key,
            "\(said), which is over: deadlines are computed as if nothing \(recurs ? "else " : "")were closed.",
            evidence: evidence))
        continue
      }
      let beyond = lasting.compactMap { use -> (name: String, due: Instant)? in
        let due = use.objective.targets.compactMap { target -> Instant? in
          switch target.length {
          case .open:
            target.length.open(in: calendar).flatMap {
              calendar.instant(adding: $0, to: now, less: use.agreement.exclusions.pieces)
            }
          case .localDays(let days): Int(exactly: days).flatMap { calendar.localDay(after: $0, from: now) }
          }
        }.max()
        guard let due, due > end else { return nil }
        return ("\(use.objective.name) of \(use.agreement.key)", due)
      }.max { $0.due < $1.due }
      if let beyond {
        evidence.append(.init("\(beyond.name), begun now, is due at \(beyond.due.rfc3339)"))
        report.findings.append(
          AgreementFinding(
            .closuresEnd, calendar: key, "\(said), before deadlines that it has to compute now.", evidence: evidence))
      } else if end <= now + .days(FindingLimits.closureDays) {
        report.findings.append(
          AgreementFinding(
            .closuresEnd, calendar: key, "\(said), less than \(FindingLimits.closureDays) days ahead.",
            evidence: evidence))
      }
    }
  }
}

extension BusinessCalendar {
  /// When so much open time outside some pieces, which are in order, is over; nil: never.
  func instant(adding length: Duration, to start: Instant, less pieces: [Range<Instant>]) -> Instant? {
    var due = instant(adding: length, to: start)
    var lost = Duration.zero
    for piece in pieces where start < piece.upperBound {
      guard let end = due, piece.lowerBound < end else { break }
      lost = lost + openTime(from: max(start, piece.lowerBound), to: piece.upperBound)
      due = instant(adding: length + lost, to: start)
    }
    return due
  }

  /// The least open time that a wait of this length takes, whenever in the span it begins; nil where there are more
  /// windows than are looked through.
  func leastOpenTime(in wait: Duration, from: Instant, to: Instant) -> Duration? {
    let windows = windows(from: from, to: to + wait, limit: FindingLimits.windows + 1)
    guard windows.count <= FindingLimits.windows else { return nil }
    // It changes its course only where the wait begins or ends at an edge of a window.
    let edges = windows.flatMap { [$0.lowerBound, $0.upperBound] }
    let beginnings = (edges + edges.map { $0 - wait } + [from]).filter { from <= $0 && $0 <= to }
    return beginnings.map { openTime(from: $0, to: $0 + wait) }.min()
  }
}
