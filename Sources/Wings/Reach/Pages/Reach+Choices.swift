import BusinessTime
import Components
import Kernel
import Markup
import Reach

extension ReachPage {
  /// The name of a cell's field.
  static func field(_ cell: ReachSettings.Cell) -> String { "choices." + cell.name }
  static func field(_ day: Weekday) -> String { "day-" + day.rawValue }

  private var labels: [String: String] {
    var labels = [
      "timeZone": "My time zone", "quiet": "Quiet hours", "passing": "What comes in quiet hours all the same",
    ]
    for cell in cells { labels[ReachPage.field(cell)] = "\(cell.reason.title), \(cell.urgency.rawValue)" }
    return labels
  }

  func table(_ html: HTML, _ reader: Reader) {
    html.faults(settings.faults, labels: labels)
    html.postForm("/account/reach", reader: reader) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      html.p(
        "Urgent are breaches, and all that happens on tickets of the desk's first priority. What you do yourself is not "
          + "told to you.", .class("soft"))
      let columns = [Column("What"), Column("Ordinary"), Column("Urgent")]
      html.table("What I am told of, and by which way", columns: columns, stacks: true) {
        for reason in ReachReason.chosen where cells.contains(where: { $0.reason == reason }) {
          html.tr {
            html.th(.scope("row")) {
              html.text(reason.title)
              html.span(reason.occasion, .class("under"))
            }
            for urgency in ReachUrgency.chosen { choice(html, ReachSettings.Cell(reason, urgency)) }
          }
        }
      }
      html.div(.class("form")) {
        quiet(html)
        html.div(.class("actions")) { html.button("Save", .class("button main")) }
      }
    }
  }

  private func choice(_ html: HTML, _ cell: ReachSettings.Cell) {
    let name = ReachPage.field(cell)
    html.td(.data("label", cell.urgency == .urgent ? "Urgent" : "Ordinary")) {
      html.element(
        "select",
        [.id(Forms.id(name)), .name(name), .aria("label", "\(cell.reason.title), \(cell.urgency.rawValue)")]
      ) {
        for choice in choices {
          html.option(choice.title, .value(choice.value), .selected(choice.value == settings[name]))
        }
      }
    }
  }

  private func quiet(_ html: HTML) {
    html.textField(
      "quiet", "Quiet hours", settings, hint: "Each day, like 22:00-7:00. What comes then waits for their end.",
      optional: true, limit: 20)
    html.fieldset {
      html.legend("Quiet days")
      for day in Weekday.allCases { html.checkField(ReachPage.field(day), day.words, settings) }
    }
    html.selectField(
      "passing", "What comes in quiet hours all the same",
      [
        Choice(QuietPassing.nothing.rawValue, "nothing"),
        Choice(QuietPassing.first.rawValue, "what is of the desk's first priority"),
        Choice(QuietPassing.urgent.rawValue, "all that is urgent, breaches too"),
      ], settings)
    let list = Forms.id("timeZone") + "-list"
    html.textField(
      "timeZone", "My time zone", settings, hint: "By whose clock quiet hours count, like Europe/Berlin.",
      optional: true, limit: 64, Attribute("list", list), Attribute("spellcheck", "false"))
    html.element("datalist", [.id(list)]) { for zone in zones { html.option(.value(zone)) {} } }
  }

  func lately(_ html: HTML, _ reader: Reader) {
    guard !recent.isEmpty else { return html.p("Nothing yet.", .class("soft")) }
    let columns = [Column("When"), Column("What"), Column("What came of it")]
    html.table("What was sent to me lately, and why", columns: columns, stacks: true) {
      for line in recent {
        html.tr {
          html.th(.scope("row")) { html.moment(line.at, for: reader) }
          html.td(.data("label", "What")) {
            if let path = line.path { html.a(line.words, .href(path)) } else { html.text(line.words) }
            html.span(line.isUrgent ? line.reason.title + ", urgent" : line.reason.title, .class("under"))
          }
          html.td(.data("label", "What came of it")) {
            html.chip(line.state.tone, line.state.icon, line.state.words)
            html.span(line.why + (line.sent.isEmpty ? "" : "."), .class("under"))
            for sent in line.sent { html.span(sent + ".", .class("under")) }
          }
        }
      }
    }
    if let older { html.pager(Pager(shows: Words.count(recent.count, "message", "messages"), next: older)) }
  }
}

extension ToldState {
  fileprivate var tone: Tone {
    switch self {
    case .waiting: .rest
    case .underway: .live
    case .arrived: .good
    case .failed: .bad
    case .dropped: .plain
    }
  }

  fileprivate var icon: Icon {
    switch self {
    case .waiting: .moon
    case .underway: .send
    case .arrived: .check
    case .failed: .fault
    case .dropped: .never
    }
  }

  fileprivate var words: String {
    switch self {
    case .waiting: "held"
    case .underway: "under way"
    case .arrived: "arrived"
    case .failed: "did not arrive"
    case .dropped: "not sent"
    }
  }
}
