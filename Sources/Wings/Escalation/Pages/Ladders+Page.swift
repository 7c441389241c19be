import Components
import Escalation
import EscalationUseCases
import Kernel

/// All ladders.
public struct LaddersPage: Page {
  public var title: String { "Ladders" }
  public var place: Place? { .ladders }

  public var list: LadderList
  public init(_ list: LadderList) { self.list = list }
}

/// One ladder, with its versions, and what it would do.
public struct LadderPage: Page {
  public var title: String { detail.newest.ladder.name }
  public var place: Place? { .ladders }
  public var crumbs: [Crumb] { [Crumb("Ladders", Place.ladders.path)] }

  public var detail: LadderDetail
  public var form: FormState
  public var choices: LadderChoices.Answer
  /// What was asked, and what it would do.
  public var dryRun: DryRun?

  public init(
    _ detail: LadderDetail, choices: LadderChoices.Answer, form: FormState = FormState(), dryRun: DryRun? = nil
  ) { (self.detail, self.choices, self.form, self.dryRun) = (detail, choices, form, dryRun) }
}

/// A ladder as it is made or changed.
public struct LadderFormPage: Page {
  public var title: String { key.map { "Change \($0)" } ?? "New ladder" }
  public var place: Place? { .ladders }
  public var crumbs: [Crumb] { [Crumb("Ladders", Place.ladders.path)] }

  /// Nil of a new one.
  public var key: String?
  public var version: Int
  /// Rows of rungs that the form has.
  public var rows: Int
  public var choices: LadderChoices.Answer
  /// What people would read, by rung, where that was asked.
  public var preview: [String]
  public var form: FormState

  public init(
    key: String? = nil, version: Int = 0, rows: Int, choices: LadderChoices.Answer, preview: [String] = [],
    form: FormState
  ) {
    (self.key, self.version, self.rows, self.choices) = (key, version, rows, choices)
    (self.preview, self.form) = (preview, form)
  }
}
