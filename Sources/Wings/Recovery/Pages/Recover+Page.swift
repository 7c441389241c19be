import Components
import Kernel
import Markup
import RecoveryUseCases

/// Rules that were looked for, and a form to begin with a file.
public struct RecoverPage: Page {
  public var title: String { "Recover a rule" }
  public var words: [Term] { [.agreement, .target, .calendar] }
  public var place: Place? { .recover }
  public var form: FormState
  public var rows: [ListedRecovery]
  public var unreadable: [String]

  public init(form: FormState = FormState(), rows: [ListedRecovery] = [], unreadable: [String] = []) {
    (self.form, self.rows, self.unreadable) = (form, rows, unreadable)
  }

  static func path(_ id: RecordID) -> String { Place.recover.path + "/" + Address.encoded(id.text) }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead: "What did the old tool really promise? From the due times or verdicts that it recorded, the hours, closed "
        + "dates and targets behind them.")
    html.unreadable(unreadable, "Some recoveries cannot be read and stand in no list:")
    html.part("Look at an export", id: "new") {
      html.faults(form.faults, labels: ["file": "Export"])
      html.fileForm(Place.recover.path, reader: reader, .class("form")) {
        html.filePick(
          "file", "Export", form, accept: ".csv,.gz,text/csv,application/gzip",
          hint: "CSV with a row a case, plain or gzip, at most \(RecoveryLimits.uploaded >> 20) MB; longer ones go "
            + "through mainstay recover. It is looked at first, and what it leaves open is asked. It stays in memory and "
            + "is gone with the search.")
        html.div(.class("actions")) { html.button("Look at it", .class("button main")) }
      }
    }
    html.part("Earlier searches") {
      guard !rows.isEmpty else { return html.p("None yet.", .class("soft")) }
      let columns = [
        Column("File"), Column("Begun"), Column("By"), Column("Explained", number: true), Column("Standing"),
      ]
      html.table("Earlier searches", columns: columns, stacks: true) {
        for row in rows { self.row(row, html, reader) }
      }
    }
  }

  private func row(_ row: ListedRecovery, _ html: HTML, _ reader: Reader) {
    let title = row.title
    html.tr {
      html.th(.scope("row"), .class("subject")) { html.a(title.name, .href(RecoverPage.path(title.id))) }
      html.td(.data("label", "Begun")) { html.moment(title.begunAt, for: reader) }
      html.td(.data("label", "By")) { html.bdi(title.begunBy) }
      html.td(RecoveryWords.share(title.explained, of: title.cases), .class("num"), .data("label", "Explained"))
      html.td(RecoveryWords.standing(row), .data("label", "Standing"))
    }
  }
}

enum RecoveryWords {
  static func share(_ some: Int?, of all: Int?) -> String {
    guard let some, let all, all > 0 else { return "" }
    return "\(Words.grouped(some)) of \(Words.grouped(all))"
  }

  static func standing(_ row: ListedRecovery) -> String {
    switch row.standing {
    case .underWay: "under way"
    case .found: row.title.proposal == nil ? "rule found" : "adopted as a proposal"
    case .stopped: "ended without a rule"
    }
  }
}
