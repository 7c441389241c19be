import Components
import Core
import Kernel
import Markup
import Statements
import StatementsUseCases

/// Monthly statements, the newest first, and the form by which one is issued.
public struct StatementsPage: Page {
  public var title: String { "Statements" }
  public var words: [Term] { [.agreement, .objective, .breach, .seal, .journal] }
  public var place: Place? { .statements }

  public var found: ListStatements.Answer
  /// Those of this agreement alone.
  public var agreement: String?
  /// The month before the present one.
  public var lastMonth: String
  public var form: FormState
  public var pager: Pager
  /// The agreements that there are, by key; empty where their reader sees none, and names one.
  public var agreements: [Choice] = []

  public init(
    _ found: ListStatements.Answer, agreement: String? = nil, lastMonth: String, form: FormState = FormState(),
    pager: Pager
  ) {
    (self.found, self.agreement, self.lastMonth) = (found, agreement, lastMonth)
    (self.form, self.pager) = (form, pager)
  }

  public var keys: [KeyHint] { found.statements.isEmpty ? [] : KeyHint.rows(of: "statement") }
}

/// One statement, or a look ahead at one.
public struct StatementPage: Page {
  public var title: String { row?.name ?? "Look ahead" }
  public var words: [Term] { [.agreement, .objective, .breach, .exclusion, .dispute, .interval, .seal, .journal] }
  public var place: Place? { .statements }
  public var crumbs: [Crumb] { [Crumb(Place.statements.title, Place.statements.path)] }

  public var statement: Statement
  /// Nil of a look ahead.
  public var shown: StatementShown?
  public var people: [String: String]
  public var form: FormState
  /// What a correction would say differently, where that was asked for.
  public var correction: StatementCorrection?
  /// When the agreement was first recorded, where that was after the month.
  public var recordedAfter: Instant?
  /// What this machine lacks to make PDF, in a sentence; nil where it lacks nothing.
  public var lacksPDF: String?

  public init(_ shown: StatementShown, form: FormState = FormState()) {
    (statement, self.shown, people) = (shown.row.signed.statement, shown, shown.people)
    (self.form, recordedAfter) = (form, shown.recordedAfter)
  }

  public init(ahead: PreviewStatement.Answer) {
    (statement, shown, people, form) = (ahead.statement, nil, ahead.people, FormState())
    recordedAfter = ahead.recordedAfter
  }

  var row: StatementRow? { shown?.row }
}
