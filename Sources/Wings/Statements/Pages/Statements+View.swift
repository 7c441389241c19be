import Components
import Core
import Disputes
import Kernel
import Markup
import Statements
import StatementsUseCases

extension StatementsPage {
  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "What was promised and how it was kept, a month at a time. A statement is sealed, signed and never changed."
    ) {
      html.copyLink(reader.path)
    }
    html.unreadable(found.unreadable, "Not all statements can be read. The rest is shown.")
    if found.statements.isEmpty {
      html.empty(
        .verified, "No statement yet",
        reader.may(.issueStatements)
          ? "Issue one below of a month that is over." : "Managers issue them, of a month that is over."
      ) {
        if agreement != nil { html.a("Of all agreements", .class("button"), .href(Place.statements.path)) }
      }
    } else {
      html.div(.data("list", "")) {
        html.table(
          "Statements",
          columns: [Column("Statement"), Column("Agreement"), Column("Month"), Column("Issued"), Column("Stands")],
          stacks: true
        ) {
          for shown in found.statements { row(html, shown, reader) }
        }
      }
      html.pager(pager)
    }
    if reader.may(.issueStatements) { issuing(html, reader) }
  }

  private func row(_ html: HTML, _ shown: StatementShown, _ reader: Reader) {
    let statement = shown.row.signed.statement
    html.tr(.data("row", "")) {
      html.th(.scope("row"), .class("subject")) {
        html.a(shown.row.name, .href(StatementWords.path(shown.row.number)), .data("open", ""))
      }
      html.td(.data("label", "Agreement")) { html.bdi(statement.agreementName) }
      html.td(.data("label", "Month")) { html.text(statement.month) }
      html.td(.data("label", "Issued")) {
        html.moment(shown.row.issuedAt, for: reader)
        html.span(.class("under")) { html.bdi(shown.name(shown.row.issuedBy)) }
      }
      html.td(.data("label", "Stands")) {
        if let successor = shown.successor {
          html.text("no, see ")
          html.a(Statement.name(successor), .href(StatementWords.path(successor)))
        } else {
          html.text(shown.row.supersedes.map { "yes, corrects \(Statement.name($0))" } ?? "yes")
        }
      }
    }
  }

  private func issuing(_ html: HTML, _ reader: Reader) {
    html.part("Issue a statement", id: "issue") {
      html.postForm(Place.statements.path, reader: reader, .class("form")) {
        html.faults(form.faults)
        if agreements.isEmpty {
          html.textField("agreement", "Agreement", form, hint: "Its key, as its address has it.", limit: 64)
        } else {
          html.selectField("agreement", "Agreement", agreements, form, none: "choose one")
        }
        html.textField("month", "Month", form, hint: "A month that is over, like \(lastMonth).", limit: 7)
        html.div(.class("actions")) {
          html.button("Issue it", .class("button main"))
          html.button("Look ahead", .class("button"), .name("act"), .value("ahead"))
        }
        html.p(
          "A look ahead says what one would say now, also of a month that still runs. It is neither kept nor signed.",
          .class("small soft"))
      }
    }
  }
}

/// What statements say, for people.
enum StatementWords {
  /// Whose time it was, of what a statement calls it: `team:network`, `hold:awaiting-parts`.
  static func holder(_ text: String) -> String {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return text == "closed" ? "closed hours" : text }
    return switch parts[0] {
    case "exclusion": "left out (\(Words.plain(parts[1])))"
    case "hold": "on hold (\(Words.plain(parts[1])))"
    case "team": parts[1]
    default: parts[0] + " " + parts[1]
    }
  }

  static func path(_ number: Int) -> String { "\(Place.statements.path)/\(Statement.name(number))" }

  /// Hundredths of a percent: `98.07 %`.
  static func share(_ hundredths: Int64?) -> String {
    guard let hundredths else { return "\u{2013}" }
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
  }

  static func length(_ milliseconds: Int64?) -> String {
    milliseconds.map { Words.exact(Duration(milliseconds: $0)) } ?? "\u{2013}"
  }

  static func standing(_ state: JSON?) -> String {
    state?.stringValue.flatMap(Dispute.State.init)?.words ?? "unknown"
  }

  /// A verdict as a dispute keeps it, in words.
  static func verdict(_ json: JSON?) -> String {
    json.flatMap(ContestedValue.init(json:))?.words ?? "unchanged"
  }

  /// A figure, before or after a correction; what is more than a value, by what it is called.
  static func figure(_ json: JSON?) -> String {
    if let name = json?["name"]?.stringValue { return name }
    return StatedChange.words(json)
  }
}
