import Kernel

/// Something in agreements, calendars or in what became of tickets under them that is hardly meant.
public struct AgreementFinding: Hashable, Sendable {
  public enum Severity: String, CaseIterable, Comparable, Hashable, Sendable {
    /// It cannot be meant: somebody has to mend it.
    case error
    /// It may be meant, and somebody should have decided so.
    case warning
    /// Worth to know.
    case note

    public static func < (a: Severity, b: Severity) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  public enum Kind: String, CaseIterable, Hashable, Sendable {
    // Of the definitions alone.
    case neverApplies, overlap, rowNeverReached, unknownWord, retiredWord, unknownTeam
    case noOpenTime, closuresEnd, longerThanYear
    case closesTooLate, pausedByItself, rungAtStart, rungsAtOnce, rungsOutOfOrder, noRungBefore
    case answeredAfterSolved, partLongerThanWhole
    // Of what became of tickets.
    case uncovered, neverChosen, rowUnused, hoursMiss, alwaysMet, neverMet

    public var severity: Severity {
      switch self {
      case .neverApplies, .rowNeverReached, .unknownWord, .unknownTeam, .noOpenTime, .closesTooLate: .error
      case .overlap, .retiredWord, .closuresEnd, .longerThanYear, .pausedByItself, .rungAtStart, .noRungBefore,
        .answeredAfterSolved, .partLongerThanWhole, .uncovered, .hoursMiss, .neverMet:
        .warning
      case .rungsAtOnce, .rungsOutOfOrder, .neverChosen, .rowUnused, .alwaysMet: .note
      }
    }
  }

  /// What is counted, in words, and how often.
  public struct Evidence: Hashable, Sendable {
    public var words: String
    /// Nil of what is said and not counted.
    public var count: Int?
    public init(_ words: String, _ count: Int? = nil) { (self.words, self.count) = (words, count) }
  }

  /// Where it is mended.
  public enum Place: Hashable, Sendable {
    case agreement(String, objective: String?)
    case calendar(String)
    /// Which agreement applies to a ticket.
    case ticket(String)
    case agreements
  }

  public var kind: Kind
  public var severity: Severity
  /// Keys of what it is about.
  public var agreement: String?
  public var objective: String?
  public var calendar: String?
  /// From 1, as people count.
  public var row: Int?
  public var sentence: String
  public var evidence: [Evidence]
  /// Numbers of tickets, some of those that are counted.
  public var tickets: [String]
  public var place: Place

  public init(
    _ kind: Kind, severity: Severity? = nil, agreement: String? = nil, objective: String? = nil, row: Int? = nil,
    calendar: String? = nil, _ sentence: String, evidence: [Evidence] = [], tickets: [String] = [],
    place: Place? = nil
  ) {
    (self.kind, self.severity) = (kind, severity ?? kind.severity)
    (self.agreement, self.objective, self.row, self.calendar) = (agreement, objective, row, calendar)
    (self.sentence, self.evidence, self.tickets) = (sentence, evidence, tickets)
    self.place =
      place ?? calendar.map { .calendar($0) }
      ?? agreement.map { .agreement($0, objective: objective) } ?? .agreements
  }
}

extension AgreementFinding {
  fileprivate var said: [String] { [kind.rawValue, agreement ?? "", calendar ?? "", objective ?? "", sentence] }
}

/// What was found, and what was not looked at.
public struct FindingsReport: Hashable, Sendable {
  /// The worst first.
  public var findings: [AgreementFinding] = []
  /// Where a bound of the work was hit, so that something may stand there that is not named; a sentence each.
  public var bounds: [String] = []
  /// What could not be looked at, a sentence each.
  public var notLookedAt: [String] = []
  /// Pieces that may be looked at yet.
  var workLeft = FindingLimits.work

  public init() {}

  public func count(_ severity: AgreementFinding.Severity) -> Int { findings.count { $0.severity == severity } }

  /// Both together, in order.
  public mutating func add(_ other: FindingsReport) {
    findings += other.findings
    bounds += other.bounds.filter { !bounds.contains($0) }
    notLookedAt += other.notLookedAt.filter { !notLookedAt.contains($0) }
    sort()
  }

  mutating func sort() {
    func place(_ finding: AgreementFinding) -> (Int, String, Int, String, Int) {
      (
        AgreementFinding.Severity.allCases.firstIndex(of: finding.severity) ?? 0,
        finding.agreement ?? finding.calendar ?? "",
        AgreementFinding.Kind.allCases.firstIndex(of: finding.kind) ?? 0, finding.objective ?? "", finding.row ?? 0
      )
    }
    findings.sort { a, b in
      let (first, second) = (place(a), place(b))
      return first == second ? a.sentence < b.sentence : first < second
    }
  }

  /// Leaves those that are about one agreement, or about nothing but a calendar that it names.
  public mutating func keep(_ agreement: String, calendars: Set<String>) {
    findings = findings.filter { finding in
      finding.agreement.map { $0 == agreement } ?? finding.calendar.map(calendars.contains) ?? false
    }
  }

  /// What stands here and not in `other`: by what it is about and what it says, whatever is counted beside it.
  public func beyond(_ other: FindingsReport) -> [AgreementFinding] {
    let known = Set(other.findings.map(\.said))
    return findings.filter { !known.contains($0.said) }
  }
}

/// Bounds of the work, and from when on something is said.
public enum FindingLimits {
  /// Agreements that are held against each other.
  public static let agreements = 500
  /// Pieces into which what is left of an agreement or a row may fall.
  public static let pieces = 5000
  /// Such pieces that are looked at for one report: what bounds its time.
  public static let work = 20_000
  /// Findings of one kind of one agreement that are named.
  public static let ofOneKind = 20
  /// Days before the last known closure from which on that is said.
  public static let closureDays: Int64 = 60
  /// Dated closures of one year from which on it is taken for a year whose closures are known.
  public static let closuresOfYear = 3
  /// Windows of a calendar that are looked through.
  public static let windows = 20_000

  /// Tickets that are read, the newest of the span.
  public static let tickets = 50_000
  /// Kinds of tickets, by what they have, that are told apart.
  public static let groups = 5000
  /// Tickets that were closed by a timer and are read.
  public static let closings = 20_000
  /// Objectives and targets that are told apart.
  public static let targets = 5000
  /// Tickets that a finding names.
  public static let named = 20
  /// Groups that a finding counts.
  public static let counted = 10

  /// Tickets of an agreement, or of the desk, below which nothing is said of what none of them reached.
  public static let ticketsToJudge = 100
  /// Days that an agreement has to have been in force before it is said that no ticket reached it.
  public static let daysToJudge: Int64 = 90
  /// The share of tickets opened outside open time above which that is a finding: of a hundred.
  public static let outside = 30
  /// Ended clocks below which nothing is said of a target.
  public static let clocksToJudge = 50
  /// Always met by a wide margin: the lower end of the interval of those that took at most half of it.
  public static let wideMargin = 0.95
  /// Never met: the upper end of the interval of those that were met.
  public static let neverMet = 0.10
  /// Closings by a timer below which nothing is said of them.
  public static let closingsToJudge = 20
}
