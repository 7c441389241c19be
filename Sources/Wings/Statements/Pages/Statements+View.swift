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

  private func row(_ html: HTML, _ shown: StatementTitle, _ reader: Reader) {
    html.tr(.data("row", "")) {
      html.th(.scope("row"), .class("subject")) {
        html.a(shown.name, .href(StatementWords.path(shown.number)), .data("open", ""))
      }
      html.td(.data("label", "Agreement")) { html.bdi(shown.agreementName) }
      html.td(.data("label", "Month")) { html.text(shown.month) }
      html.td(.data("label", "Issued")) {
        html.moment(shown.issuedAt, for: reader)
        html.span(.class("under")) { html.bdi(shown.issuedBy) }
      }
      html.td(.data("label", "Stands")) {
        if let successor = shown.successor {
          html.text("no, see ")
          html.a(Statement.name(successor), .href(StatementWords.path(successor)))
        } else {
          html.text(shown.supersedes.map { "yes, corrects \(Statement.name($0))" } ?? "yes")
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
        html.textField("month", "Month", form, hint: "Like \(lastMonth) or Nov 2026.", limit: 20)
        html.div(.class("actions")) {
          // The first one is what Enter presses: nothing is signed by that.
          html.button("Look ahead", .class("button main"), .name("act"), .value("ahead"))
          html.button("Issue it", .class("button"), .name("act"), .value("issue"))
        }
        html.p(
          "A look ahead says what one would say now, also of a month that still runs. It is neither kept nor signed. What is "
            + "issued, of a month that is over, is signed and stays for ever.",
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

  /// `SLA`, `OLA of network`, `supplier contract with fernline`; nothing of statements that do not say it.
  static func promise(_ objective: JSON) -> String {
    let owner = objective["owner"]?.stringValue
    return switch objective["promise"]?.stringValue {
    case "service": "promised to the customer"
    case "operational": owner.map { "OLA of \($0), within the desk" } ?? "OLA within the desk"
    case "supplier": owner.map { "supplier contract with \($0)" } ?? "supplier contract with each vendor"
    default: ""
    }
  }

  /// Where a figure stands, in words: `first response: upper end of the interval`.
  static func name(of figure: String) -> String {
    let leaf = figure.split(separator: ".").last.map(String.init) ?? figure
    let what: String? =
      switch leaf.prefix(while: { $0 != "[" }) {
      case "low": "lower end of the interval"
      case "high": "upper end of the interval"
      case "share": "kept"
      case "elapsed": "time used"
      case "whole": "whole time"
      case "counted": "time counted"
      case "uncounted": "time not counted"
      case "noTarget": "without a target"
      case "undoneByExclusions": "undone by what is left out"
      case "confidentialTickets": "confidential tickets"
      case "undecidedTickets": "tickets of which nobody can tell yet"
      case "met", "breached", "open", "decided", "cancelled", "tickets", "target", "state", "kept", "promised": leaf
      default: nil
      }
    var subject = ""
    if let open = figure.firstIndex(of: "["), let close = figure[open...].firstIndex(of: "]") {
      subject = String(figure[figure.index(after: open)..<close])
    }
    let part = figure.prefix { $0 != "[" && $0 != "." }
    let plain = figure.contains("withoutExclusions") ? ", with nothing left out" : ""
    if leaf.hasSuffix("]"), !subject.isEmpty { return "\(Words.capital(String(part))): \(subject)" }
    guard let what else { return Words.capital(String(part)) }
    return Words.capital((subject.isEmpty ? what : "\(subject): \(what)") + plain)
  }

  /// A figure, before or after a correction; what is more than a value, by what it is called.
  static func figure(_ json: JSON?, of figure: String) -> String {
    let leaf = figure.split(separator: ".").last.map(String.init) ?? figure
    switch leaf {
    case "share", "low", "high", "promised": return json == nil ? "nothing" : share(json?.integerValue)
    case "elapsed", "whole", "counted", "uncounted", "target":
      if let length = json?.integerValue { return self.length(length) }
    default: break
    }
    if let ticket = json?["ticket"]?.stringValue, let reason = json?["reason"]?.stringValue {
      return "\(ticket), \(reason)"
    }
    return StatedChange.brief(json)
  }

  /// Exact decimal seconds, for people.
  static func seconds(_ json: JSON?) -> String {
    guard let text = json?.stringValue else { return "\u{2013}" }
    // What is overspent is less than nothing.
    guard let value = try? ExactDecimal(parsing: String(text.drop { $0 == "-" })), value.places <= 3 else {
      return "\(text) s"
    }
    return Words.exact(Duration(milliseconds: (text.hasPrefix("-") ? -1 : 1) * Int64(value.units(at: 3))))
  }
}
