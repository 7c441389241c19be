import AgreementsUseCases
import Definitions

/// Definitions as they are to be, read from files.
public struct DefinitionSet: Hashable, Sendable {
  public var drafts: AgreementDrafts
  public var words: [WordsDefinition]
  public var services: [ServiceDefinition]
  public var ladders: [LadderDefinition]
  /// What of the files is not taken over, or was taken for granted, a sentence each.
  public var said: [String] = []

  public init(
    drafts: AgreementDrafts = AgreementDrafts(), words: [WordsDefinition] = [], services: [ServiceDefinition] = [],
    ladders: [LadderDefinition] = []
  ) {
    (self.drafts, self.words, self.services, self.ladders) = (drafts, words, services, ladders)
  }

  /// Whether it holds calendars and agreements alone.
  public var isOfAgreementsAlone: Bool {
    words.isEmpty && services.isEmpty && ladders.isEmpty && said.isEmpty
  }
}

/// What putting definitions in force does to one of them.
public struct DefinitionChange: Hashable, Sendable {
  public enum Effect: String, Sendable {
    case new, changed, unchanged
    /// It waits for a second person.
    case waiting
  }

  public var kind: DefinitionKind
  public var key: String
  public var effect: Effect
  /// Clause by clause, of calendars and agreements.
  public var planned: PlannedChange?
  /// What is to be known of it, a sentence each.
  public var remarks: [String]

  public init(
    _ kind: DefinitionKind, _ key: String, _ effect: Effect, planned: PlannedChange? = nil, remarks: [String] = []
  ) {
    (self.kind, self.key, self.effect, self.planned, self.remarks) = (kind, key, effect, planned, remarks)
  }

  init(_ planned: PlannedChange) {
    self.init(
      planned.subject == .calendar ? .calendar : .agreement, planned.key,
      !planned.isChange ? .unchanged : planned.oldVersion == nil ? .new : .changed, planned: planned)
  }

  public var isChange: Bool { effect != .unchanged }
}
