import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import Statements

/// A statement as a document that somebody is handed: every figure of its JSON, by the clocks of its own zone.
public struct ReportStatement: Query {
  public var number: Int
  public init(_ number: Int) { self.number = number }

  public func answer(from look: Look) throws -> Report {
    let shown = try ShowStatement(number).answer(from: look)
    return StatementReport(shown, zone: look.zone(of: shown.row.signed.statement)).report
  }
}

/// A look ahead as such a document.
public struct ReportStatementAhead: Query {
  public var agreement: String
  public var month: String
  public init(of agreement: String, month: String) { (self.agreement, self.month) = (agreement, month) }

  public func answer(from look: Look) throws -> Report {
    let ahead = try PreviewStatement(of: agreement, month: month).answer(from: look)
    return StatementReport(ahead, zone: look.zone(of: ahead.statement)).report
  }
}

extension Look {
  /// The zone by whose clocks a statement's month is one; UTC where this machine does not know it.
  fileprivate func zone(of statement: Statement) -> ZoneRules {
    let name = statement.body["period"]?["zone"]?.stringValue ?? "UTC"
    return (try? app.agreements.calendarSource.calendar(.aroundTheClock(timeZone: name)).zone) ?? .utc
  }
}

/// Composes the document of a statement. What each value is stays with it, so that every maker shows the same.
struct StatementReport {
  let statement: Statement
  let shown: StatementShown?
  let people: [String: String]
  private let recordedAfter: Instant?
  let zone: ZoneRules

  init(_ shown: StatementShown, zone: ZoneRules) {
    (statement, self.shown, people) = (shown.row.signed.statement, shown, shown.people)
    (self.zone, recordedAfter) = (zone, shown.recordedAfter)
  }

  init(_ ahead: PreviewStatement.Answer, zone: ZoneRules) {
    (statement, shown, people) = (ahead.statement, nil, ahead.people)
    (self.zone, recordedAfter) = (zone, ahead.recordedAfter)
  }

  var report: Report {
    var report = Report(
      name: shown?.row.name ?? "look-ahead-\(statement.month)",
      title: shown.map { "Statement \($0.row.name)" } ?? "Look ahead",
      subject: "\(statement.agreementName), \(statement.month)", zone: zone.identifier, marks: marks)
    if statement.isProvisional {
      report.warnings.append(
        "This is a look ahead: what a statement would say now. It is neither kept nor signed, and can change.")
    }
    if let successor = shown?.successor {
      report.warnings.append(
        "This stands no longer: \(Statement.name(successor)) took its place and says what changed and why.")
    }
    if let recordedAfter {
      report.warnings.append(
        "The agreement was recorded on \(zone.local(recordedAfter).date.iso8601), after this month. It is counted as if it had "
          + "held then.")
    }
    report.parts = [about]
    if let superseded = statement.supersedes { report.parts.append(changes(since: superseded)) }
    report.parts += [objectives, measures, availability].compactMap { $0 }
    report.parts += [breaches, exclusions, disputes, versions, rest]
    if shown != nil { report.parts.append(verification) }
    return report
  }

  private var marks: [String] {
    let rest = statement.body["journal"]
    let what = shown?.row.name ?? "Look ahead, neither kept nor signed"
    return [
      "\(what) of \(statement.agreement), \(statement.month)",
      "Checkpoint \(statement.checkpoint) of the journal \(rest?["digest"]?.stringValue ?? "")",
    ] + (shown.map { ["SHA-256 of this statement \($0.row.signed.digest)"] } ?? [])
  }

  // MARK: Values

  func moment(_ json: JSON?) -> Report.Cell {
    Statement.instant(json).map { .moment(Report.Moment($0, offset: zone.offset(at: $0))) } ?? .blank
  }

  func whole(_ json: JSON?) -> Report.Cell { .whole(json?.integerValue) }
  func share(_ json: JSON?) -> Report.Cell { .share(json?.integerValue) }
  func text(_ json: JSON?) -> Report.Cell { .text(json?.stringValue) }
  func decimal(_ json: JSON?) -> Report.Cell { (json?.stringValue).map { .decimal($0) } ?? .blank }
  func length(_ json: JSON?) -> Report.Cell {
    (json?.integerValue).map { .length(Duration(milliseconds: $0)) } ?? .blank
  }
  func list(_ name: String) -> [JSON] { statement.figures[name]?.arrayValue ?? [] }
  func name(_ actor: JSON?) -> Report.Cell {
    (actor?.stringValue).map { .text(StatementShown.name($0, among: people)) } ?? .blank
  }

  // MARK: What it is

  private var about: Report.Part {
    let (body, figures) = (statement.body, statement.figures)
    var facts = [
      Report.Fact("Agreement", .text(statement.agreementName), .code(statement.agreement)),
      Report.Fact("Month", .text(statement.month), .text("in \(body["period"]?["zone"]?.stringValue ?? "its zone")")),
      Report.Fact("From", moment(body["period"]?["from"])),
      Report.Fact("Until", moment(body["period"]?["to"])),
      Report.Fact("Counted", moment(body["asOf"])),
      Report.Fact("Tickets", whole(figures["tickets"])),
      Report.Fact("Confidential among them", whole(figures["confidentialTickets"]), .text("counted, and not listed")),
      Report.Fact("Not told yet whether covered", whole(figures["undecidedTickets"])),
    ]
    if let shown {
      facts.append(
        Report.Fact("Issued", moment(.instant(shown.row.issuedAt)), .text("by \(shown.name(shown.row.issuedBy))")))
    }
    if figures["credits"] != nil {
      facts.append(Report.Fact("Credits", whole(figures["credits"])))
    }
    return Report.Part("What it states", facts: facts)
  }

  private var versions: Report.Part {
    let rows = (statement.body["agreement"]?["versions"]?.arrayValue ?? []).flatMap { version -> [[Report.Cell]] in
      let own: [Report.Cell] = [
        .text(statement.agreement), whole(version["version"]), .code(version["digest"]?.stringValue ?? ""),
      ]
      return [own]
        + (version["calendars"]?.arrayValue ?? []).map {
          [
            .text("calendar \($0["key"]?.stringValue ?? "")"), whole($0["version"]),
            .code($0["digest"]?.stringValue ?? ""),
          ]
        }
    }
    return Report.Part("Versions used", tables: [Report.Table("Versions", ["Of", "Version", "SHA-256"], rows)])
  }

  private func changes(since superseded: Int) -> Report.Part {
    let all = (statement.body["supersedes"]?["changes"]?.arrayValue ?? []).compactMap(StatedChange.init(json:))
    return Report.Part(
      "What changed since \(Statement.name(superseded))",
      words: [statement.body["supersedes"]?["reason"]?.stringValue ?? ""],
      tables: [
        Report.Table(
          "Changes", ["Figure", "Was", "Is"],
          all.map { [.text($0.figure), .text(StatedChange.brief($0.before)), .text(StatedChange.brief($0.after))] })
      ],
      remarks: [
        "\(Statement.name(superseded)) stays as it was."
          + StatedChange.untold(statement.body["supersedes"] ?? .null).map { " " + $0 }.joined()
      ])
  }

  // MARK: What is not counted, and how it is verified

  private var rest: Report.Part {
    let absent = (statement.body["absent"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
    return Report.Part("Not in it", facts: absent.map { Report.Fact($0.key, text($0.value)) })
  }

  private var verification: Report.Part {
    let rest = statement.body["journal"]
    return Report.Part(
      "How to verify it",
      words: [
        "Take its JSON and an export of the journal to another machine with the program alone. It counts every figure again "
          + "and names the first that differs: mainstay verify \(shown?.row.name ?? "STATEMENT").json --journal journal.jsonl"
      ],
      facts: [
        Report.Fact("Checkpoint", whole(rest?["checkpoint"]), moment(rest?["at"])),
        Report.Fact("Digest of it", .code(rest?["digest"]?.stringValue ?? "")),
        Report.Fact("Root of its tree", .code(rest?["root"]?.stringValue ?? "")),
        Report.Fact("Streams that it seals", whole(rest?["size"])),
        Report.Fact("SHA-256 of the statement", .code(shown?.row.signed.digest ?? "")),
        Report.Fact("Signed by", .code(shown?.row.signed.key ?? "")),
      ])
  }
}

extension StatedChange {
  /// How many changes are not listed, and why, in a sentence; empty where all are.
  public static func untold(_ superseded: JSON) -> [String] {
    let listed = superseded["changes"]?.arrayValue?.count ?? 0
    guard let all = superseded["changesInAll"]?.integerValue, all > listed else { return [] }
    return [
      "\(all - Int64(listed)) more are not listed: those past the first \(Statement.mostChanges), and those about tickets "
        + "that are confidential by now."
    ]
  }

  /// What stood, or stands; what is more than a value, by what it is called.
  public static func brief(_ value: JSON?) -> String {
    value?["name"]?.stringValue ?? value?["ticket"]?.stringValue ?? words(value)
  }
}
