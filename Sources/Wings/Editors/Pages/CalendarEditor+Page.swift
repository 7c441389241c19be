import AgreementsPages
import BusinessTime
import Components
import Editors
import HTTPSupport
import Kernel
import Markup

/// A calendar as a form.
public struct CalendarEditorPage: Page {
  public var title: String { key.map { "Change \($0)" } ?? "New calendar" }
  public var place: Place? { .calendars }
  public var crumbs: [Crumb] {
    [Crumb("Calendars", Place.calendars.path)] + (key.map { [Crumb($0, "/calendars/" + Address.encoded($0))] } ?? [])
  }
  public var words: [Term] { [.calendar, .deadline] }

  /// Nil of a new one.
  public var key: String?
  /// The version that the form was made from; 0 of a new one.
  public var base: Int
  public var form: FormState
  public var calendar: CalendarForm
  public var closures: RowEditor
  public var openings: RowEditor
  /// Zones to choose from.
  public var zones: [String]
  /// What of the version in force the form has no room for.
  public var unshown: [String] = []
  /// What a calendar file that was chosen would close, each to be taken or left.
  public var found: [Found] = []
  /// What that file says besides.
  public var remarks: [String] = []
  /// When tickets would be due by it.
  public var examples: [String] = []
  public var year: YearFigure?
  public var review: EditorReview?
  public var isChanged = false
  /// What stands in it was sent, so that a draft of it holds nothing else.
  public var isSent = false
  public var othersSaved: (version: Int, clauses: [ClauseChange])?

  public struct Found: Sendable {
    /// As a file writes it.
    public var row: String
    public var words: String
    public var isTaken: Bool
    public init(row: String, words: String, isTaken: Bool) {
      (self.row, self.words, self.isTaken) = (row, words, isTaken)
    }
  }

  public init(key: String?, base: Int, form: FormState, calendar: CalendarForm, zones: [String]) {
    (self.key, self.base, self.form, self.calendar, self.zones) = (key, base, form, calendar, zones)
    closures = CalendarRows.closures(calendar.closures)
    openings = CalendarRows.openings(calendar.openings)
  }

  var path: String { key.map { "/calendars/" + Address.encoded($0) + "/edit" } ?? "/calendars/new" }
}

/// Closures and openings of a form as rows of a page.
enum CalendarRows {
  private static let repeats = [Choice("", "once"), Choice("yearly", "every year")]
  private static let closure = [
    RowEditor.Cell("from", "Day, or first day", limit: 40), .init("to", "Last day", limit: 40),
    .init("hours", "Hours of it", limit: 13), .init("repeats", "Repeats", choices: repeats),
    .init("name", "What it is called", limit: CalendarDefinition.Limit.nameLength),
  ]
  private static let opening = [
    RowEditor.Cell("day", "Day", limit: 40), .init("hours", "Hours", limit: 13),
    .init("name", "What it is called", limit: CalendarDefinition.Limit.nameLength),
  ]

  static func closures(_ rows: [ClosureRow]) -> RowEditor {
    RowEditor(
      "closures", closure,
      rows: rows.map { row in
        var cells = [
          "from": row.from, "to": row.to, "hours": row.hours, "repeats": row.isYearly ? "yearly" : "", "name": row.name,
        ]
        if !row.kept.isEmpty { cells[RowEditor.kept] = row.kept }
        return cells
      }, most: CalendarForm.Limit.closures)
  }

  static func openings(_ rows: [OpeningRow]) -> RowEditor {
    RowEditor(
      "openings", opening,
      rows: rows.map { row in
        var cells = ["day": row.day, "hours": row.hours, "name": row.name]
        if !row.kept.isEmpty { cells[RowEditor.kept] = row.kept }
        return cells
      }, most: CalendarForm.Limit.openings)
  }
}

extension CalendarRows {
  static func closures(_ form: Form) -> RowEditor {
    RowEditor(form, "closures", closure, most: CalendarForm.Limit.closures)
  }

  static func openings(_ form: Form) -> RowEditor {
    RowEditor(form, "openings", opening, most: CalendarForm.Limit.openings)
  }

  static func closures(_ editor: RowEditor) -> [ClosureRow] {
    editor.rows.map { row in
      ClosureRow(
        from: row["from"] ?? "", to: row["to"] ?? "", hours: row["hours"] ?? "", isYearly: row["repeats"] == "yearly",
        name: row["name"] ?? "", kept: row[RowEditor.kept] ?? "")
    }
  }

  static func openings(_ editor: RowEditor) -> [OpeningRow] {
    editor.rows.map { row in
      OpeningRow(
        day: row["day"] ?? "", hours: row["hours"] ?? "", name: row["name"] ?? "", kept: row[RowEditor.kept] ?? "")
    }
  }
}
