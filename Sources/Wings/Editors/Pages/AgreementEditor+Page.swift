import Agreements
import AgreementsPages
import AgreementsUseCases
import Components
import Editors
import EditorsUseCases
import HTTPSupport
import Kernel
import Markup
import Tickets

/// An agreement as a form.
public struct AgreementEditorPage: Page {
  public var title: String { key == nil ? "New agreement" : "Change \(name)" }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] {
    [Crumb("Agreements", Place.agreements.path)]
      + (key.map { [Crumb(name, "/agreements/" + Address.encoded($0))] } ?? [])
  }
  public var words: [Term] { [.agreement, .objective, .target, .calendar, .pause, .threshold, .promisedShare, .cycle] }

  /// Nil of a new one.
  public var key: String?
  /// What the version in force is called.
  public var name: String
  /// The version that the form was made from; 0 of a new one.
  public var base: Int
  public var form: FormState
  public var agreement: AgreementForm
  public var scope: RowEditor
  /// Targets and thresholds of each objective.
  public var targets: [RowEditor]
  public var rungs: [RowEditor]
  public var choices: Choices
  /// What of the version in force no form can say, a sentence each.
  public var unshown: [String] = []
  public var due: DueTable?
  public var review: EditorReview?
  public var isChanged = false
  /// What stands in it was sent, so that a draft of it holds nothing else.
  public var isSent = false
  public var othersSaved: (version: Int, clauses: [ClauseChange])?
  /// What became of a target that was tried on past tickets, whether it stands in the form, and the mark of its draft.
  public var tried: (words: String, isSet: Bool, mark: String)?
  /// One of the buttons of a list was pressed last.
  public var isEdited = false
  /// What an objective says that is kept, by its name.
  public var keptWords: [String: [Clause]] = [:]
  /// What is counted over many tickets, each with what it says: a file says it, and it stays as it is.
  public var keptMeasures: [(name: String, clauses: [Clause])] = []

  /// What stands in a field; nil where it is blank.
  func said(_ name: String) -> String? {
    let text = form[name].trimmed
    return text.isEmpty ? nil : text
  }

  /// What is chosen from.
  public struct Choices: Sendable {
    public var attributes: [Choice]
    /// Values of attributes, and conditions with them.
    public var values: [Choice]
    public var conditions: [Choice]
    public var calendars: [Choice]
    public var reasons: [Choice]
    public var vendors: [Choice]
    public var teams: [Choice]
    public init(
      attributes: [Choice] = [], values: [Choice] = [], conditions: [Choice] = [], calendars: [Choice] = [],
      reasons: [Choice] = [], vendors: [Choice] = [], teams: [Choice] = []
    ) {
      (self.attributes, self.values, self.conditions) = (attributes, values, conditions)
      (self.calendars, self.reasons, self.vendors, self.teams) = (calendars, reasons, vendors, teams)
    }
  }

  public init(
    key: String?, name: String, base: Int, form: FormState, agreement: AgreementForm, choices: Choices
  ) {
    (self.key, self.name, self.base, self.form) = (key, name, base, form)
    (self.agreement, self.choices) = (agreement, choices)
    (scope, targets, rungs) = (RowEditor("scope", [], most: 0), [], [])
    layOut()
  }

  var path: String { key.map { "/agreements/" + Address.encoded($0) + "/edit" } ?? "/agreements/new" }

  /// Makes its rows anew from what the agreement says.
  public mutating func layOut() {
    scope = AgreementRows.scope(agreement.scope, choices)
    targets = agreement.objectives.enumerated().map { AgreementRows.targets($0.element, at: $0.offset) }
    rungs = agreement.objectives.enumerated().map { AgreementRows.rungs($0.element, at: $0.offset) }
  }
}

/// The lists of an agreement's form as rows of a page.
enum AgreementRows {
  static let valuesID = "known-values"
  static let conditionsID = "known-conditions"

  private static func scopeCells(_ choices: AgreementEditorPage.Choices) -> [RowEditor.Cell] {
    [
      RowEditor.Cell("attribute", "Whose", choices: [Choice("", "choose")] + choices.attributes),
      RowEditor.Cell("value", "Is", limit: 200, offers: valuesID),
    ]
  }
  private static let targetCells = [
    RowEditor.Cell("when", "For tickets", limit: 600, offers: conditionsID),
    RowEditor.Cell("length", "Within", limit: 40),
  ]
  private static let rungCells = [RowEditor.Cell("at", "When", limit: 60)]

  static func scope(_ rows: [AgreementForm.ScopeRow], _ choices: AgreementEditorPage.Choices) -> RowEditor {
    RowEditor(
      "scope", scopeCells(choices), rows: rows.map { ["attribute": $0.attribute, "value": $0.value] },
      most: AgreementForm.Limit.scope)
  }

  static func targets(_ objective: ObjectiveForm, at place: Int) -> RowEditor {
    RowEditor(
      "objectives.\(place).targets", targetCells,
      rows: objective.targets.map { ["when": $0.when, "length": $0.length] }, most: ObjectiveForm.Limit.targets,
      isOrdered: true)
  }

  static func rungs(_ objective: ObjectiveForm, at place: Int) -> RowEditor {
    RowEditor(
      "objectives.\(place).rungs", rungCells, rows: objective.rungs.map { ["at": $0] },
      most: ObjectiveForm.Limit.rungs)
  }

  static func scope(_ form: Form, _ choices: AgreementEditorPage.Choices) -> RowEditor {
    RowEditor(form, "scope", scopeCells(choices), most: AgreementForm.Limit.scope)
  }

  static func targets(_ form: Form, at place: Int) -> RowEditor {
    RowEditor(
      form, "objectives.\(place).targets", targetCells, most: ObjectiveForm.Limit.targets, isOrdered: true)
  }

  static func rungs(_ form: Form, at place: Int) -> RowEditor {
    RowEditor(form, "objectives.\(place).rungs", rungCells, most: ObjectiveForm.Limit.rungs)
  }
}

extension AgreementEditorPage {
  /// What was sent.
  init(_ form: Form, key: String?, name: String, base: Int, choices: Choices) {
    let count = min(max(0, form["objectives.rows"].flatMap { Int($0) } ?? 0), AgreementLimit.objectives)
    let scope = AgreementRows.scope(form, choices)
    let targets = (0..<count).map { AgreementRows.targets(form, at: $0) }
    let rungs = (0..<count).map { AgreementRows.rungs(form, at: $0) }
    let agreement = AgreementForm(
      name: form.said("name") ?? "",
      scope: scope.rows.map { .init(attribute: $0["attribute"] ?? "", value: $0["value"] ?? "") },
      keepsScope: form["scope.kept"] == "yes", reasons: form.ticked("reasons."),
      objectives: (0..<count).map { place in
        ObjectiveForm(form, at: place, targets[place], rungs[place])
      })
    self.init(key: key, name: name, base: base, form: FormState(form), agreement: agreement, choices: choices)
    // With what of them was taken out, and where the hand goes on.
    (self.scope, self.targets, self.rungs) = (scope, targets, rungs)
    isSent = true
    isEdited = ([scope] + targets + rungs).contains { $0.isEdited }
  }
}

extension Form {
  /// What of several boxes is ticked, by what stands behind the common beginning of their names.
  fileprivate func ticked(_ beginning: String) -> [String] {
    pairs.filter { $0.name.hasPrefix(beginning) && $0.value == "yes" }.map {
      String($0.name.dropFirst(beginning.count))
    }
  }
}

extension ObjectiveForm {
  fileprivate init(_ form: Form, at place: Int, _ targets: RowEditor, _ rungs: RowEditor) {
    func said(_ name: String) -> String { form["objectives.\(place).\(name)"] ?? "" }
    self.init(
      name: said("name"), metric: said("metric"), calendar: said("calendar"), team: said("team"),
      vendor: said("vendor"), hasOwnReasons: said("own") == "yes", reasons: form.ticked("objectives.\(place).reasons."),
      onChange: said("onChange"), reopen: said("reopen"), stopAt: said("stopAt"), share: said("share"),
      targets: targets.rows.map { TargetRow(when: $0["when"] ?? "", length: $0["length"] ?? "") },
      rungs: rungs.rows.map { $0["at"] ?? "" }, kept: said("kept"))
    isOut = said("out") == "yes"
  }
}

extension AgreementEditorPage.Choices {
  init(_ facts: EditorFacts) {
    let known = facts.known
    let labels = Dictionary(known.attributes.map { ($0.key, $0.label) }, uniquingKeysWith: { first, _ in first })
    self.init(
      attributes: known.attributes.map { Choice($0.key, Words.plain($0.label)) },
      values: known.values.map { Choice($0.key, "\(labels[$0.attribute] ?? $0.attribute): \($0.label)") },
      conditions: known.values.map {
        Choice(ConditionText.text([Condition($0.attribute, anyOf: [$0.key])]), $0.label)
      },
      calendars: facts.calendars.map { Choice($0.key, "\($0.key), \(CalendarWords.week($0.definition))") },
      reasons: facts.holdReasons.map { Choice($0.key, $0.label) },
      vendors: facts.vendors.map { Choice($0.key, $0.label) }, teams: facts.teams.map { Choice($0, $0) })
  }
}
