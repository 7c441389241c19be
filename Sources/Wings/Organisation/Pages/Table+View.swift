import Components
import Core
import Kernel
import Markup
import Organisation
import OrganisationUseCases
import PeoplePages
import PeopleUseCases

/// Where a file is chosen.
public struct TablePage: Page {
  public var title: String { "Bring in a file" }
  public var place: Place? { .structure }
  public var form: FormState

  public init(form: FormState) { self.form = form }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title,
      lead:
        "People, teams, skills and the rest out of a CSV file. You see what each row would do before anything is written."
    )
    html.faults(
      form.faults, labels: ["what": "What the rows are about", "file": "File", "encoding": "How letters are written"])
    html.fileForm("/structure/import", reader: reader, .class("form")) {
      html.selectField(
        "what", "What the rows are about", ImportSubject.all.map { Choice($0.name, $0.name) }, form)
      html.filePick(
        "file", "File", form, accept: ".csv,.txt",
        hint:
          "CSV, at most \(ImportTable.sentBytes >> 20) MB and \(Words.grouped(ImportTable.mostSent)) rows; commas, "
          + "semicolons or tabs between."
      )
      if !form["encoding"].isEmpty || !form.faults(of: "encoding").isEmpty {
        html.selectField(
          "encoding", "How letters are written", TableEncoding.allCases.map { Choice($0.rawValue, $0.words) }, form,
          hint: "The file does not show it. Choose the file once more, too.", none: "decide from the file")
      }
      html.checkField(
        "takesTickets", "People who are new may read the tickets that there are for their sign-in names", form)
      html.div(.class("actions")) { html.button("See what it would do", .class("button main")) }
    }
    html.part("Columns", id: "columns") {
      html.p(
        "The first line names them, in any order. A column that is missing leaves things as they are; an empty cell takes away "
          + "what stood there. Several teams, languages or skills have commas between. Skills are written with a level from 1 "
          + "to 5, and a day on which a certificate ends: network:3, firewall:4@2027-03-31. Columns that are called otherwise "
          + "are asked about.",
        .class("soft"))
      html.facts {
        for subject in ImportSubject.all {
          html.fact(Words.capital(subject.name)) { html.code(subject.columns.joined(separator: ", ")) }
        }
      }
    }
  }
}

/// What a file would do, or did, row by row.
public struct TableReviewPage: Page {
  public var title: String { isDone ? "What the file did" : "What the file would do" }
  public var place: Place? { .structure }
  public var crumbs: [Crumb] { [Crumb("Bring in a file", "/structure/import?what=\(subject.name)")] }

  public var subject: ImportSubject
  public var outcomes: [ImportOutcome]
  public var name: String
  public var isDone: Bool
  /// The file, which is sent again to be brought in; nil once it was.
  public var file: SentTable?
  /// What was assumed of it, sentences.
  public var notes: [String] = []
  public var needsProof = false
  public var form = FormState()

  /// Rows that are shown one by one.
  static let most = 500

  public init(_ subject: ImportSubject, _ outcomes: [ImportOutcome], name: String, isDone: Bool) {
    (self.subject, self.outcomes, self.name, self.isDone) = (subject, outcomes, name, isDone)
  }

  public func write(_ html: HTML, for reader: Reader) {
    let counts = ImportCounts(outcomes)
    html.heading(
      title,
      lead: "\(name.isEmpty ? "The file" : name): \(Words.count(outcomes.count, "row", "rows")) of \(subject.name).")
    html.figures([
      ("New", Words.grouped(counts[.new]), nil, nil), ("Changed", Words.grouped(counts[.changed]), nil, nil),
      ("As they are", Words.grouped(counts[.unchanged]), nil, nil),
      ("Refused", Words.grouped(counts[.refused]), nil, nil),
    ])
    if !notes.isEmpty {
      html.notice(.plain) {
        for note in notes { html.p { html.bdi(note) } }
      }
    }
    if !isDone { decide(html, counts, reader) }
    if isDone, counts[.refused] > 0 {
      html.notice(.warn) {
        html.p(
          "The rows that were refused did nothing. Mend them and bring the file in again: what came in stays as it is.")
      }
    }
    let new = outcomes.filter(\.isToSignIn).map(\.key)
    if isDone, !new.isEmpty, reader.may(.managePeople) {
      html.part("Let them sign in", id: "links") {
        html.linksForm(new, needsProof: needsProof, FormState(), reader)
      }
    }
    rows(html)
    if isDone {
      html.div(.class("actions")) {
        let path = if case .structure(let kind) = subject { StructurePage.path(kind) } else { "/people" }
        html.a("Show the \(subject.name)", .class("button main"), .href(path))
      }
    }
  }

  private func decide(_ html: HTML, _ counts: ImportCounts, _ reader: Reader) {
    html.faults(form.faults, labels: ["current": "Your own password"])
    guard counts[.new] + counts[.changed] > 0 else {
      return html.notice(.plain) {
        html.p(
          counts[.refused] == 0
            ? "Everything is as the file says already. There is nothing to do."
            : "No row can come in as it stands. Mend the file and choose it again.")
      }
    }
    guard let file else { return }
    html.fileForm("/structure/import/do", reader: reader, .class("form")) {
      html.sent(file)
      if needsProof { html.ownPassword(form, hint: "Because you give people access.") }
      html.div(.class("actions")) {
        html.button("Bring in \(Words.count(counts[.new] + counts[.changed], "row", "rows"))", .class("button main"))
        html.a("Choose another file", .class("button"), .href("/structure/import?what=\(subject.name)"))
      }
    }
    html.fileForm("/structure/import", reader: reader) {
      html.sent(file)
      html.input(.type("hidden"), .name("ask"), .value("columns"))
      html.div(.class("actions")) { html.button("Say what the columns are", .class("button")) }
    }
  }

  private func rows(_ html: HTML) {
    // What was refused is what there is to do.
    let told =
      outcomes.filter { $0.verdict == .refused }
      + outcomes.filter { $0.verdict != .refused && ($0.verdict != .unchanged || !$0.notes.isEmpty) }
    guard !told.isEmpty else { return }
    let columns = [
      Column(Words.capital(subject.columns[0])), Column("Line", number: true), Column("What"), Column("Change"),
    ]
    html.part("Rows", id: "rows") {
      html.table("Rows", columns: columns, stacks: true) {
        for one in told.prefix(TableReviewPage.most) {
          html.tr {
            html.th(.scope("row"), .class("subject")) { html.bdi(one.key.isEmpty ? "nothing" : one.key) }
            html.td(Words.grouped(one.line), .class("num"), .data("label", "Line"))
            html.td { verdict(html, one.verdict) }
            html.td { changes(html, one) }
          }
        }
      }
      if told.count > TableReviewPage.most {
        html.p("And \(Words.grouped(told.count - TableReviewPage.most)) rows more.", .class("soft"))
      }
    }
  }

  private func verdict(_ html: HTML, _ verdict: ImportOutcome.Verdict) {
    switch verdict {
    case .new: html.chip(.good, .plus, "new")
    case .changed: html.chip(.live, .pencil, "changed")
    case .unchanged: html.chip(.plain, .check, "as it is")
    case .refused: html.chip(.bad, .fault, "refused")
    }
  }

  private func changes(_ html: HTML, _ one: ImportOutcome) {
    html.ul(.class("plain")) {
      for fault in one.faults {
        html.li {
          if !fault.path.isEmpty { html.strong("\(fault.path): ") }
          html.bdi(Forms.sentence(fault.message))
        }
      }
      for note in one.notes {
        html.li {
          html.chip(.warn, .warning, "look")
          html.text(" ")
          html.bdi(Forms.sentence(note))
        }
      }
      if one.faults.isEmpty {
        for change in one.changes where one.verdict != .new || !change.after.isEmpty {
          html.li {
            html.text("\(change.column): ")
            if !change.before.isEmpty {
              html.element("del") { html.bdi(change.before) }
              html.text(" ")
            }
            if change.after.isEmpty {
              html.span("nothing", .class("soft"))
            } else {
              html.element("ins") { html.bdi(change.after) }
            }
          }
        }
      }
    }
  }
}
