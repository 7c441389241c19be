import Components
import HTTPSupport
import Kernel
import Markup
import Organisation
import PeoplePages
import PeopleUseCases

/// A file that was sent, as it goes back with a page and comes again: nothing of it is kept on the server before it is
/// brought in.
public struct SentTable: Sendable {
  public var subject: ImportSubject
  public var plain: PlainTable
  /// As the browser called the file.
  public var name: String
  public var takesTickets = false
  /// What somebody said of columns, by their places.
  public var columns: [Int: String] = [:]
  /// Whether somebody wants to say what columns are.
  public var asksColumns = false

  public init(_ subject: ImportSubject, _ plain: PlainTable, name: String) {
    (self.subject, self.plain, self.name) = (subject, plain, name)
  }

  /// - Parameter form: What was sent beside the file.
  init(_ subject: ImportSubject, _ read: (plain: PlainTable, name: String), _ form: Form) throws {
    self.init(subject, read.plain, name: read.name)
    takesTickets = form["takesTickets"] == "yes"
    asksColumns = form.said("ask") == "columns"
    columns = SentTable.columns(form)
  }

  static let column = "column-"

  /// What a form says of columns, by their places.
  public static func columns(_ form: Form) -> [Int: String] {
    var columns: [Int: String] = [:]
    for (name, value) in form.pairs where name.hasPrefix(SentTable.column) && !value.isEmpty {
      guard let place = Int(name.dropFirst(SentTable.column.count)), (0..<1000).contains(place) else { continue }
      columns[place] = value
    }
    return columns
  }

  /// What was said of columns, as fields of a form.
  public static func fields(_ columns: [Int: String]) -> [String: String] {
    Dictionary(uniqueKeysWithValues: columns.map { (SentTable.column + String($0.key), $0.value) })
  }

  var columnFields: [String: String] { SentTable.fields(columns) }
}

extension HTML {
  /// The file and what was said of it, hidden in a form.
  ///
  /// - Parameter columns: Whether what was said of columns goes along, which a form that asks for it leaves out.
  func sent(_ file: SentTable, columns: Bool = true) {
    input(.type("hidden"), .name("what"), .value(file.subject.name))
    input(.type("hidden"), .name("name"), .value(file.name))
    input(.type("hidden"), .name("takesTickets"), .value(file.takesTickets ? "yes" : ""))
    input(.type("hidden"), .name("notes"), .value(file.plain.notes.joined(separator: "\n")))
    if columns {
      for (name, value) in file.columnFields.sorted(by: { $0.key < $1.key }) {
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
public struct TableColumnsPage: Page {
  public var title: String { "Which column is what" }
  public var place: Place? { .structure }
  public var crumbs: [Crumb] { [Crumb("Bring in a file", "/structure/import?what=\(file.subject.name)")] }

  public var file: SentTable
  public var matches: [ColumnMatch]
  /// Cells of the first row.
  public var samples: [String]
  public var form: FormState

  public init(_ file: SentTable, _ matches: [ColumnMatch], samples: [String], form: FormState) {
    (self.file, self.matches, self.samples, self.form) = (file, matches, samples, form)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(
      title, lead: "\(file.name.isEmpty ? "The file" : file.name): say what each column of \(file.subject.name) is.")
    html.faults(form.faults, labels: [:])
    html.fileForm("/structure/import", reader: reader, .class("form wide")) {
      html.sent(file, columns: false)
      html.columnChoices(matches, samples: samples, of: file.subject.columns, form)
      html.div(.class("actions")) {
        html.button("See what it would do", .class("button main"))
        html.a("Choose another file", .class("button"), .href("/structure/import?what=\(file.subject.name)"))
      }
    }
  }
}

extension HTML {
  /// Asks what each column of a file is.
  ///
  /// - Parameter samples: Cells of the first row.
  public func columnChoices(_ matches: [ColumnMatch], samples: [String], of columns: [String], _ form: FormState) {
    table("Columns of the file", columns: [Column("In the file"), Column("First row"), Column("Is")], stacks: true) {
      for match in matches { columnChoice(match, samples, columns, form) }
    }
  }

  private func columnChoice(_ match: ColumnMatch, _ samples: [String], _ columns: [String], _ form: FormState) {
    let name = SentTable.column + String(match.place)
    let chosen = form[name].isEmpty ? (match.isOpen ? "" : match.column ?? TableColumns.leaveOut) : form[name]
    tr {
      th(.scope("row")) { bdi(match.shown) }
      td(.data("label", "First row")) {
        let sample = samples.indices.contains(match.place) ? String(samples[match.place].prefix(80)) : ""
        if sample.isEmpty { span("empty", .class("soft")) } else { bdi(sample) }
      }
      td(.data("label", "Is")) {
        element("select", [.name(name), .aria("label", "What \(match.shown) is")]) {
          option("choose", .value(""), .selected(chosen.isEmpty))
          for column in columns { option(column, .value(column), .selected(chosen == column)) }
          option("left out", .value(TableColumns.leaveOut), .selected(chosen == TableColumns.leaveOut))
        }
      }
    }
  }
}

/// Makes links for those who were brought in, where the first try was refused.
public struct TableLinksPage: Page {
  public var title: String { "Links for new people" }
  public var place: Place? { .structure }
  public var crumbs: [Crumb] { [Crumb("Bring in a file", "/structure/import?what=people")] }
  public var names: [String]
  public var needsProof: Bool
  public var form: FormState

  public init(names: [String], needsProof: Bool, form: FormState = FormState()) {
    (self.names, self.needsProof, self.form) = (names, needsProof, form)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "No link was made yet.")
    html.linksForm(names, needsProof: needsProof, form, reader)
  }
}

extension HTML {
  /// Offers links for people who are new.
  func linksForm(_ names: [String], needsProof: Bool, _ form: FormState, _ reader: Reader) {
    faults(form.faults, labels: ["current": "Your own password", "names": "People"])
    p(
      "They can sign in once they have chosen a password. A link works once, for seven days, and is shown once: each goes to "
        + "its person alone.")
    fileForm("/structure/import/links", reader: reader, .class("form")) {
      element("textarea", [.name("names"), Attribute("hidden", ""), .aria("label", "Who gets a link")]) {
        text(names.joined(separator: "\n"))
      }
      if needsProof { ownPassword(form, hint: "Because links give people access.") }
      div(.class("actions")) {
        button(
          names.count == 1
            ? "Make a link for the new person" : "Make links for the \(Words.grouped(names.count)) new people",
          .class("button main"))
      }
    }
  }
}
