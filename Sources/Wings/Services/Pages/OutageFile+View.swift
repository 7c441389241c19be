import Components
import Kernel
import Markup
import Organisation
import OrganisationPages
import OrganisationUseCases
import Services
import ServicesUseCases

/// A file that was sent, as it goes back with a page and comes again: nothing of it is kept before it is brought in.
public struct SentOutages: Sendable {
  public var plain: PlainTable
  /// As the browser called the file.
  public var name: String
  /// What somebody said of columns, by their places.
  public var columns: [Int: String]
  public var isNewService: Bool

  public init(_ plain: PlainTable, name: String, columns: [Int: String] = [:], isNewService: Bool = false) {
    (self.plain, self.name, self.columns, self.isNewService) = (plain, name, columns, isNewService)
  }
}

extension HTML {
  /// The file and what was said of it, hidden in a form.
  fileprivate func sent(_ file: SentOutages, columns: Bool = true) {
    input(.type("hidden"), .name("name"), .value(file.name))
    input(.type("hidden"), .name("new"), .value(file.isNewService ? "yes" : ""))
    input(.type("hidden"), .name("notes"), .value(file.plain.notes.joined(separator: "\n")))
    if columns {
      for (name, value) in SentTable.fields(file.columns).sorted(by: { $0.key < $1.key }) {
        input(.type("hidden"), .name(name), .value(value))
      }
    }
    element("textarea", [.name("text"), Attribute("hidden", ""), .aria("label", "The file")]) {
      let written = String(decoding: file.plain.text, as: UTF8.self)
      text(written.hasPrefix("\n") ? "\n" + written : written)
    }
  }
}

/// Asks what the columns of a file are.
public struct OutageColumnsPage: Page {
  public var title: String { "Which column is what" }
  public var place: Place? { .services }
  public var crumbs: [Crumb] { [Crumb("Bring in outages", "/outages/import")] }

  public var file: SentOutages
  public var matches: [ColumnMatch]
  /// Cells of the first row.
  public var samples: [String]
  public var form: FormState

  public init(_ file: SentOutages, _ matches: [ColumnMatch], samples: [String], form: FormState) {
    (self.file, self.matches, self.samples, self.form) = (file, matches, samples, form)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "\(file.name.isEmpty ? "The file" : file.name): say what each column of outages is.")
    html.faults(form.faults, labels: [:])
    html.fileForm("/outages/import", reader: reader, .class("form wide")) {
      html.sent(file, columns: false)
      html.columnChoices(matches, samples: samples, of: OutageTable.columns, form)
      html.div(.class("actions")) {
        html.button("See what it would do", .class("button main"))
        html.a("Choose another file", .class("button"), .href("/outages/import"))
      }
    }
  }
}

/// Where a file is chosen.
public struct OutageFilePage: Page {
  public var title: String { "Bring in outages" }
  public var place: Place? { .services }
  public var crumbs: [Crumb] { [Crumb("Outages", "/outages")] }
  public var form: FormState

  public init(form: FormState) { self.form = form }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "Records out of a CSV file. You see what each row would do before anything is written.")
    html.faults(form.faults, labels: ["file": "File", "encoding": "How letters are written"])
    html.fileForm("/outages/import", reader: reader, .class("form")) {
      html.filePick(
        "file", "File", form, accept: ".csv,.txt",
        hint:
          "CSV, at most \(ImportTable.sentBytes >> 20) MB and \(Words.grouped(ImportTable.mostSent)) rows; commas, "
          + "semicolons or tabs between.")
      if !form["encoding"].isEmpty || !form.faults(of: "encoding").isEmpty {
        html.selectField(
          "encoding", "How letters are written", TableEncoding.allCases.map { Choice($0.rawValue, $0.words) }, form,
          hint: "The file does not show it. Choose the file once more, too.", none: "decide from the file")
      }
      html.checkField("new", "It may name services that are new here", form)
      html.div(.class("actions")) { html.button("See what it would do", .class("button main")) }
    }
    html.part("Columns", id: "columns") {
      html.p(
        "The first line names them, in any order; service and from are needed. Times have an offset, like "
          + "2026-11-28T14:00:00+01:00; a row without an end goes on. A row that says what is recorded already does "
          + "nothing, and one that would make a stated period better is refused: record that by itself. Columns that "
          + "are called otherwise are asked about.",
        .class("soft"))
      html.facts {
        html.fact("All columns") { html.code(OutageTable.columns.joined(separator: ", ")) }
        html.fact("State", OutageState.allCases.map(\.rawValue).joined(separator: ", "))
        html.fact("Cause", OutageCause.allCases.map(\.rawValue).joined(separator: ", "))
      }
    }
  }
}

/// What a file would do, or did, row by row.
public struct OutageReviewPage: Page {
  public var title: String { isDone ? "What the file did" : "What the file would do" }
  public var place: Place? { .services }
  public var crumbs: [Crumb] { [Crumb("Bring in outages", "/outages/import")] }

  public var outcomes: [ImportOutcome]
  public var name: String
  public var isDone: Bool
  /// The file, which is sent again to be brought in; nil once it was.
  public var file: SentOutages?
  /// What was assumed of it, sentences.
  public var notes: [String] = []

  /// Rows that are shown one by one.
  static let most = 500

  public init(_ outcomes: [ImportOutcome], name: String, isDone: Bool) {
    (self.outcomes, self.name, self.isDone) = (outcomes, name, isDone)
  }

  public func write(_ html: HTML, for reader: Reader) {
    let counts = ImportCounts(outcomes)
    html.heading(title, lead: "\(name.isEmpty ? "The file" : name): \(Words.count(outcomes.count, "row", "rows")).")
    html.figures([
      ("New", Words.grouped(counts[.new]), nil, nil), ("As they are", Words.grouped(counts[.unchanged]), nil, nil),
      ("Refused", Words.grouped(counts[.refused]), nil, nil),
    ])
    if !notes.isEmpty {
      html.notice(.plain) {
        for note in notes { html.p { html.bdi(note) } }
      }
    }
    if isDone {
      html.div(.class("actions")) { html.a("Show the outages", .class("button main"), .href("/outages")) }
    } else {
      decide(html, counts, reader)
    }
    let told = outcomes.filter { $0.verdict != .unchanged }
    guard !told.isEmpty else { return }
    html.part("Rows", id: "rows") {
      html.table(
        "Rows", columns: [Column("Record"), Column("Line", number: true), Column("What"), Column("Says")], stacks: true
      ) {
        for one in told.prefix(OutageReviewPage.most) {
          html.tr {
            html.th(.scope("row"), .class("subject")) { html.bdi(one.key.isEmpty ? "nothing" : one.key) }
            html.td(Words.grouped(one.line), .class("num"), .data("label", "Line"))
            html.td {
              one.verdict == .refused ? html.chip(.bad, .fault, "refused") : html.chip(.good, .plus, "new")
            }
            html.td(.data("label", "Says")) {
              html.bdi(
                one.faults.isEmpty
                  ? one.changes.map { "\($0.column) \($0.after)" }.joined(separator: ", ")
                  : one.faults.map { $0.path.isEmpty ? $0.message : "\($0.path) \($0.message)" }.joined(separator: "; ")
              )
            }
          }
        }
      }
      if told.count > OutageReviewPage.most {
        html.p("And \(Words.grouped(told.count - OutageReviewPage.most)) rows more.", .class("soft"))
      }
    }
  }

  private func decide(_ html: HTML, _ counts: ImportCounts, _ reader: Reader) {
    guard counts[.new] > 0 else {
      return html.notice(.plain) {
        html.p(
          counts[.refused] == 0
            ? "Everything is recorded already. There is nothing to do."
            : "No row can come in as it stands. Mend the file and choose it again.")
      }
    }
    guard let file else { return }
    html.fileForm("/outages/import/do", reader: reader, .class("form")) {
      html.sent(file)
      html.div(.class("actions")) {
        html.button("Record \(Words.count(counts[.new], "row", "rows"))", .class("button main"))
        html.a("Choose another file", .class("button"), .href("/outages/import"))
      }
    }
    html.fileForm("/outages/import", reader: reader) {
      html.sent(file)
      html.input(.type("hidden"), .name("ask"), .value("columns"))
      html.div(.class("actions")) { html.button("Say what the columns are", .class("button")) }
    }
  }
}
