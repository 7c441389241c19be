import Agreements
import AgreementsPages
import BusinessTime
import Components
import Editors
import EditorsUseCases
import Kernel
import Markup

/// When made-up tickets would be due, and why.
public struct DueTable: Sendable {
  /// `Europe/Berlin`.
  public var zone: String
  public var rows: [Row]
  /// Why there are no rows, or not all; a sentence.
  public var remark: String?

  public struct Row: Sendable {
    public var objective: String
    /// For which tickets: `priority is P1`, `any other ticket`.
    public var ticket: String
    /// The ticket that was made up, or why there is none.
    public var example: String
    /// Nil where no ticket falls to the row.
    public var now: Example?
    public var late: Example?
    public init(objective: String, ticket: String, example: String, now: Example?, late: Example?) {
      (self.objective, self.ticket, self.example) = (objective, ticket, example)
      (self.now, self.late) = (now, late)
    }
  }

  public struct Example: Sendable {
    public var due: String
    public var why: String
    public init(due: String, why: String) { (self.due, self.why) = (due, why) }
  }

  public init(zone: String, rows: [Row], remark: String? = nil) {
    (self.zone, self.rows, self.remark) = (zone, rows, remark)
  }

  func write(_ html: HTML, for reader: Reader) {
    if !rows.isEmpty {
      html.table("When tickets would be due, in \(zone)", columns: [Column("Ticket"), Column("Due")], stacks: true) {
        for row in rows {
          html.tr {
            html.th(.scope("row")) {
              html.text(row.objective)
              html.span(row.ticket, .class("under"))
            }
            html.td {
              html.p(row.example, .class("soft small"))
              if let now = row.now { example(html, "Opened now", now) }
              if let late = row.late { example(html, "Opened last Friday at 17:55", late) }
            }
          }
        }
      }
      html.p("By the clock of \(zone).", .class("soft small"))
    }
    if let remark { html.p(remark, .class("soft")) }
  }

  private func example(_ html: HTML, _ opened: String, _ example: Example) {
    html.p(.class("due-example")) {
      html.text("\(opened): ")
      html.strong(example.due)
      html.span(example.why, .class("under"))
    }
  }
}

extension DueTable {
  init(_ preview: DuePreview, for reader: Reader) {
    var own = reader
    if let zone = preview.zone { own.zone = ReaderZone(zone.identifier) { zone.offset(at: $0) } }
    self.init(
      zone: own.zone.name,
      rows: preview.rows.map { row in
        Row(
          objective: Words.capital(row.objective.name) + DueTable.kinds(row.kinds), ticket: DueTable.ticket(row),
          example: DueTable.example(row), now: row.examples.first.map { Example($0, for: own) },
          late: row.examples.dropFirst().first.map { Example($0, for: own) })
      })
    if rows.isEmpty { remark = "Nothing of it starts as a ticket is opened." }
    if preview.isCut { remark = "There are more rows of targets than are shown here." }
  }

  /// ` (Incident or Problem)`, where an objective is not for every kind.
  private static func kinds(_ kinds: [String]) -> String {
    kinds.isEmpty ? "" : " (\(kinds.joined(separator: " or ")))"
  }

  private static func ticket(_ row: DuePreview.Row) -> String {
    row.when.isEmpty && row.row > 0 ? "any other ticket" : AgreementWords.conditions(row.when)
  }

  private static func example(_ row: DuePreview.Row) -> String {
    switch row.example {
    case .ticket(let attributes) where attributes.isEmpty: return "A ticket of which nothing is said:"
    case .ticket(let attributes):
      let said = attributes.sorted { $0.key < $1.key }.map { "\(Words.plain($0.key)) \($0.value)" }
      return "For example \(said.joined(separator: ", ")):"
    case .none: return "No ticket falls to it: there is none that it is for and that no row before it takes."
    case .undecided: return "Which ticket falls to it was not decided: the rows before it ask for too much."
    }
  }
}

extension DueTable.Example {
  init(_ example: DuePreview.Example, for reader: Reader) {
    let due = example.due.map { Moments.text($0, .day, for: reader) } ?? "never"
    guard let choice = example.choice, let length = choice.length else {
      self.init(due: due, why: "")
      return
    }
    var why = "\(Words.length(length)): \(AgreementWords.reason(choice))."
    if !example.stretches.isEmpty {
      let told = example.stretches.prefix(3).map { stretch in
        let from = Moments.text(stretch.lowerBound, .day, for: reader)
        let isSameDay = reader.zone.local(stretch.lowerBound).date == reader.zone.local(stretch.upperBound).date
        let to =
          isSameDay
          ? Words.time(reader.zone.local(stretch.upperBound)) : Moments.text(stretch.upperBound, .day, for: reader)
        return isSameDay ? "\(from)\u{2013}\(to)" : "\(from) to \(to)"
      }
      why += " It counts \(told.joined(separator: ", "))\(example.stretches.count > 3 ? " and so on" : "")."
    }
    if let first = example.leftOut.first {
      let span = [first.from, first.to].map { Moments.text($0, .day, for: reader) }.joined(separator: " to ")
      let more = example.leftOut.count > 1 ? " and \(example.leftOut.count - 1) more" : ""
      why += " The agreement leaves out \(span)\(more)."
    }
    if example.isBeyondHorizon { why += " Closures so far ahead are not known yet." }
    self.init(due: due, why: why)
  }
}
