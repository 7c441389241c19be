import Agreements
import BusinessTime
import Kernel

/// How available a service was in a period, with all that the answer rests on.
public struct ServiceQuestion: Sendable {
  public var service: String
  public var promise: AvailabilityPromise
  public var period: ServicePeriod
  public var zone: ZoneRules
  /// Whose windows are service time; nil: all of the period.
  public var hours: BusinessCalendar?
  /// What is recorded of the service near the period, in the order of numbers; what was withdrawn is left out.
  public var outages: [Outage]
  /// No time from here on counts.
  public var asOf: Instant
  /// Until when stretches of trouble are measured, to tell the short ones; nil: `known` says.
  public var knownUntil: Instant?

  public init(
    service: String, promise: AvailabilityPromise, period: ServicePeriod, zone: ZoneRules, hours: BusinessCalendar?,
    outages: [Outage], asOf: Instant
  ) {
    (self.service, self.promise, self.period, self.zone) = (service, promise, period, zone)
    (self.hours, self.outages, self.asOf) = (hours, outages.filter { !$0.isWithdrawn }, asOf)
  }

  public var from: Instant { zone.instant(of: period.first, secondOfDay: 0) }
  public var to: Instant { zone.instant(of: period.next, secondOfDay: 0) }

  /// Whether the period has begun and still runs.
  public var isRunning: Bool { hasBegun && !isOver }
  public var isOver: Bool { asOf >= to }
  /// Whether any of it has passed.
  public var hasBegun: Bool { asOf >= from }

  /// Until when stretches of trouble are measured: to the present, and of a period that is over at most as far behind it as
  /// one may reach and be short. What still goes on then is not short.
  var known: Instant { min(knownUntil ?? .latest, isOver ? to + ServiceQuestion.margin(promise) : asOf) }

  /// How far around the period records are looked at: an unbroken stretch of trouble may reach over its ends.
  public static func margin(_ promise: AvailabilityPromise) -> Duration { promise.shortest }

  /// Numbers of windows that hold because they were told in time: those that were told first, as far as the promise's
  /// bound for one period reaches; of the one that reaches over it, until when it holds; and of those that somebody has to
  /// approve, in full or in part.
  public var announced: (held: Set<Int>, partly: [Int: Instant], beyond: Set<Int>) {
    var found: (held: Set<Int>, partly: [Int: Instant], beyond: Set<Int>) = ([], [:], [])
    var left = promise.mostAnnounced
    let told = outages.filter { $0.touches(from, to) && $0.approvedAt == nil && $0.isAnnounced(by: promise) }
    for outage in told.sorted(by: { ($0.toldAt, $0.number) < ($1.toldAt, $1.number) }) {
      let length = min(outage.to ?? to, to) - max(outage.from, from)
      if let rest = left {
        guard length <= rest else {
          found.beyond.insert(outage.number)
          if rest > .zero { found.partly[outage.number] = max(outage.from, from) + rest }
          left = .zero
          continue
        }
        left = rest - length
      }
      found.held.insert(outage.number)
    }
    return found
  }

  /// Numbers of windows that hold in full: approved, or told in time within the bound.
  public var leftOut: Set<Int> {
    Set(outages.filter { $0.state == .excluded && $0.approvedAt != nil }.map(\.number)).union(announced.held)
  }

  /// The question as the pure rules answer it.
  public var availability: Availability {
    let (brief, leftOut, partly) = (brief, leftOut, announced.partly)
    var intervals: [StateInterval] = []
    var exclusions: [AvailabilityExclusion] = []
    for outage in outages where outage.touches(from, to) {
      if let state = outage.state.seen {
        let isBrief = brief.contains(outage.number)
        intervals.append(
          StateInterval(
            from: outage.from, to: outage.to, state: isBrief ? .up : state,
            source: isBrief ? "\(outage.name), shorter than \(promise.shortest.iso8601)" : outage.name))
      } else if let to = outage.to {
        let reason = "\(outage.cause.words), \(outage.name)"
        let isHeld = leftOut.contains(outage.number)
        // What was told first holds as far as the bound reaches.
        let until = isHeld ? outage.from : partly[outage.number] ?? outage.from
        if until > outage.from {
          exclusions.append(AvailabilityExclusion(from: outage.from, to: until, reason: reason, isApproved: true))
        }
        exclusions.append(AvailabilityExclusion(from: until, to: to, reason: reason, isApproved: isHeld))
      }
    }
    return Availability(
      from: from, to: to, serviceHours: hours, target: promise.target, rule: promise.rule, exclusions: exclusions,
      intervals: intervals, asOf: isOver ? nil : max(asOf, from))
  }

  /// Numbers of records of trouble that belong to an unbroken stretch shorter than the promise counts, also where it reaches
  /// over an end of the period. What goes on is as long as it has gone on.
  public var brief: Set<Int> { Set(briefStretches.joined().map(\.number)) }

  /// Whether trouble goes on over the period's end that is still too short to count: it will be long enough, or end.
  public var isUnsettled: Bool {
    isOver
      && briefStretches.contains { stretch in
        stretch.contains { $0.to == nil } && stretch.contains { $0.touches(from, to) }
      }
  }

  private var briefStretches: [[Outage]] {
    guard promise.shortest > .zero else { return [] }
    let known = known
    let trouble = outages.filter { ($0.state == .down || $0.state == .degraded) && $0.from < known }
      .sorted { $0.from < $1.from }
    var found: [[Outage]] = []
    var (stretch, end): ([Outage], Instant) = ([], .earliest)
    func close() {
      if let first = stretch.first, end - first.from < promise.shortest { found.append(stretch) }
    }
    for outage in trouble {
      let last = min(outage.to ?? known, known)
      if outage.from > end {
        close()
        stretch = []
        end = last
      }
      stretch.append(outage)
      end = max(end, last)
    }
    close()
    return found
  }

  /// The same question as a file that `mainstay availability` answers.
  public var file: JSON {
    let asked = availability
    var members: [String: JSON] = [
      "service": .string(service), "timeZone": .string(promise.timeZone),
      "period": ["from": .string(period.first.iso8601), "to": .string(period.next.iso8601)],
      "target": .string(promise.target.text),
      "rule": [
        "uncovered": .string(promise.rule.uncovered.rawValue), "unknown": .string(promise.rule.unknown.rawValue),
        "degraded": .string(promise.rule.degraded.text), "maintenance": .string(promise.rule.maintenance.rawValue),
      ],
      "exclusions": .array(
        asked.exclusions.map {
          [
            "from": .string($0.from.rfc3339), "to": .string($0.to.rfc3339), "reason": .string($0.reason),
            "approved": .bool($0.isApproved),
          ]
        }),
      "intervals": .array(
        asked.intervals.map {
          .members([
            "from": .string($0.from.rfc3339), "to": .instant($0.to), "state": .string($0.state.rawValue),
            "source": .text($0.source),
          ])
        }),
    ]
    if let hours {
      members["calendars"] = ["hours": hours.definition.json]
      members["serviceHours"] = "hours"
    }
    if !isOver { members["asOf"] = .string(asked.asOf.rfc3339) }
    return .object(members)
  }

  /// The answer, by the promise's own rule or by another.
  public func answered(by rule: AvailabilityRule? = nil) throws(MainstayError) -> ServiceAnswer {
    var asked = availability
    if let rule { asked.rule = rule }
    let report = try asked.report()
    // What an exclusion covers is a class of its own; where it counts as any other time, the ledger says what it was.
    if asked.rule.maintenance == .counted {
      asked.exclusions = []
      let inside = try asked.report()
      return ServiceAnswer(question: self, report: report, ledger: inside.ledger.map { LedgerLine($0, by: asked.rule) })
    }
    return ServiceAnswer(question: self, report: report, ledger: report.ledger.map { LedgerLine($0, by: asked.rule) })
  }
}

/// What became of a question.
public struct ServiceAnswer: Sendable {
  public var question: ServiceQuestion
  public var report: AvailabilityReport
  /// Each stretch of service time, with how much of it counted as down.
  public var ledger: [LedgerLine]

  public var figure: AvailabilityFigure { report.figure }

  /// Seconds of the period that may be bad: of all of it, if what is still to come is service time of which all is known.
  public var budget: String { question.isOver ? figure.budgetSeconds : figure.budgetWholeSeconds }

  /// Of these, those that may still be bad; below 0 where more was.
  public var budgetLeft: String {
    guard !question.isOver else { return figure.budgetLeftSeconds }
    return ServiceAnswer.difference(figure.budgetWholeSeconds, figure.badSeconds)
  }

  /// Of exact decimal seconds.
  private static func difference(_ a: String, _ b: String) -> String {
    let places = AvailabilityRule.weightPlaces + 3
    func units(_ text: String) -> Int128 {
      let isNegative = text.hasPrefix("-")
      let parts = text.drop { $0 == "-" }.split(separator: ".")
      let whole = Int128(parts.first ?? "0") ?? 0
      let rest = parts.count > 1 ? String(parts[1].prefix(places)) : ""
      let digits = rest + String(repeating: "0", count: places - rest.count)
      let sum = whole * ExactDecimal.power(places) + (Int128(digits) ?? 0)
      return isNegative ? -sum : sum
    }
    return ExactDecimal.text(units(a) - units(b), places: places)
  }

  /// The figure as it is stated and kept.
  public var stated: StatedFigure {
    StatedFigure(
      target: report.target.text, availability: figure.percentText, met: figure.met,
      seconds: [
        "period": report.time.period.secondsText, "service": report.time.service.secondsText,
        "excluded": report.time.excluded.secondsText, "down": report.time.down.secondsText,
        "degraded": report.time.degraded.secondsText, "unknown": report.time.unknown.secondsText,
        "denominator": figure.denominator.secondsText, "bad": figure.badSeconds,
        "budget": budget, "budgetLeft": budgetLeft,
      ])
  }
}

/// A stretch of service time, and what the rule makes of it.
public struct LedgerLine: Hashable, Sendable {
  public var from: Instant
  public var to: Instant
  public var kind: AvailabilityReport.Kind
  /// Names of the records that decided; of an exclusion its reason names the record.
  public var sources: [String]
  public var reason: String?
  /// Time that counts as down, in units of 10^-`AvailabilityRule.weightPlaces` milliseconds.
  public var bad: Int128
  /// What the rule says of such time.
  public var words: String

  init(_ row: AvailabilityReport.Row, by rule: AvailabilityRule) {
    (from, to, kind, sources, reason) = (row.from, row.to, row.kind, row.sources, row.reason)
    let length = Int128((row.to - row.from).milliseconds)
    let whole = length * ExactDecimal.power(AvailabilityRule.weightPlaces)
    switch row.kind {
    case .up: (bad, words) = (0, "up")
    case .down: (bad, words) = (whole, "down counts in full")
    case .degraded:
      bad = length * rule.degraded.units(at: AvailabilityRule.weightPlaces)
      words = rule.degradedWords
    case .unknown:
      bad = rule.unknown == .down ? whole : 0
      words = rule.unknown.words
    case .excluded: (bad, words) = (0, rule.maintenance.words)
    }
  }

  /// Exact, as decimal seconds.
  public var countedSeconds: String { ExactDecimal.text(bad, places: AvailabilityRule.weightPlaces + 3) }
  /// To the millisecond, rounded down.
  public var counted: Duration {
    Duration(milliseconds: Int64(bad / ExactDecimal.power(AvailabilityRule.weightPlaces)))
  }

  /// Numbers of the records that it rests on.
  public var outages: [Int] {
    (sources + (reason.map { [$0] } ?? [])).flatMap { text in
      text.split(separator: ",").compactMap { part in
        let word = part.drop { $0 == " " }
        return word.hasPrefix("OUT-") ? Outage.number(String(word)) : nil
      }
    }
  }
}

extension AvailabilityRule {
  /// What degraded time counts as.
  public var degradedWords: String {
    if degraded.units == 0 { return "degraded time counts as up" }
    if degraded.isSameNumber(as: ExactDecimal(units: 1, places: 0)) { return "degraded time counts as down" }
    return "degraded time counts \(degraded.text) of its length"
  }
}

extension AvailabilityRule.Unknown {
  public var words: String {
    switch self {
    case .excluded: "time that nobody knows of is left out on both sides"
    case .up: "time that nobody knows of counts as up"
    case .down: "time that nobody knows of counts as down"
    }
  }
}

extension AvailabilityRule.Maintenance {
  public var words: String {
    switch self {
    case .excluded: "approved exclusions are left out on both sides"
    case .forgiven: "approved exclusions count as service time, and downtime in them does not count"
    case .counted: "approved exclusions count as any other time"
    }
  }
}

extension AvailabilityRule.Uncovered {
  public var words: String {
    switch self {
    case .up: "time that no record speaks of is up"
    case .unknown: "time that no record speaks of is not known"
    }
  }
}
