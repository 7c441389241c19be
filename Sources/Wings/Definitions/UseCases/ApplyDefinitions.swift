import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Definitions
import Escalation
import EscalationUseCases
import Kernel
import Services
import ServicesUseCases
import Tickets
import TicketsUseCases

extension App {
  /// Says what `ApplyDefinitions` would do, without doing it, as it is done and taken back.
  ///
  /// - Returns: The changes; and where the desk wants somebody else to approve agreements, or something else stands against
  ///   it that is no fault of the files, what it would be refused with.
  /// - Throws: What doing it throws of faults and rights.
  public func planDefinitions(
    _ set: DefinitionSet, isLower: Bool = false, as principal: Principal
  ) async throws -> (changes: [DefinitionChange], refusal: String?) {
    do {
      return (try await rehearse(RehearsedDefinitions(set: set, isLower: isLower), as: principal), nil)
    } catch MainstayError.conflict(_, let message) {
      return (try await ask(PlanDefinitions(set), as: principal), message)
    }
  }
}

/// As `ApplyDefinitions`, of which nothing stays.
struct RehearsedDefinitions: Command {
  var set: DefinitionSet
  var isLower = false

  func perform(in work: Work) throws -> [DefinitionChange] {
    // While nobody else can see the versions that are taken back.
    defer { work.app.agreements.forget() }
    return try ApplyDefinitions(set, isLower: isLower).perform(in: work)
  }
}

/// Says what changes between what stands and what definitions say. What applying them would be refused for,
/// `App.planDefinitions` tells.
public struct PlanDefinitions: Query {
  public var set: DefinitionSet
  public init(_ set: DefinitionSet) { self.set = set }

  public func answer(from look: Look) throws -> [DefinitionChange] {
    try look.principal.require(.changeAgreements)
    let planned = try look.plan(set.drafts).map { DefinitionChange($0) }
    return try look.planned(set.words) + planned + look.planned(set.services) + look.planned(set.ladders)
  }
}

/// Puts definitions in force, all of them or none: words, calendars and agreements, promises of services, ladders. What
/// is so already stays, and what the files do not name stays too.
public struct ApplyDefinitions: Command {
  public var set: DefinitionSet
  /// Whether a promise of a service may be lower than what is promised for the same time already: that it is meant.
  public var isLower: Bool
  public init(_ set: DefinitionSet, isLower: Bool = false) { (self.set, self.isLower) = (set, isLower) }

  /// - Throws: `invalid` with the faults of the first definition that has some, by its kind and key; `conflict` where the
  ///   desk wants somebody else to approve agreements; `forbidden`, `limit`.
  public func perform(in work: Work) throws -> [DefinitionChange] {
    try work.principal.require(.changeAgreements)
    do {
      return try changes(in: work)
    } catch {
      // Ladders look at agreements that were made in this transaction, which is taken back.
      work.app.agreements.forget()
      throw error
    }
  }

  private func changes(in work: Work) throws -> [DefinitionChange] {
    var changes: [DefinitionChange] = []
    // Classes first: categories name them.
    for words in set.words.filter({ $0.list == .ticketClass }) + set.words.filter({ $0.list != .ticketClass }) {
      changes.append(try naming(.words, words.list.rawValue) { try apply(words, in: work) })
    }
    if set.drafts != AgreementDrafts() {
      try work.lockApplying()
      let planned = try work.look.plan(set.drafts)
      // Where nothing changes, nobody has to approve it.
      let made = planned.contains(where: \.isChange) ? try ApplyAgreements(set.drafts).perform(in: work) : planned
      changes += made.map { DefinitionChange($0) }
    }
    for service in set.services {
      changes.append(try naming(.service, service.service) { try apply(service, in: work) })
    }
    for ladder in set.ladders {
      changes.append(try naming(.ladder, ladder.key) { try apply(ladder, in: work) })
    }
    return changes
  }

  /// Puts the definition before the paths of its faults.
  private func naming<T>(_ kind: DefinitionKind, _ key: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch MainstayError.invalid(let faults) {
      throw MainstayError.invalid(
        faults.map { fault in
          var named = fault
          named.path = "\(kind.folder).\(key)" + (fault.path.isEmpty ? "" : "." + fault.path)
          return named
        })
    }
  }

  private func apply(_ definition: WordsDefinition, in work: Work) throws -> DefinitionChange {
    let (list, before) = (definition.list, try ListWords(definition.list).answer(from: work.look).words)
    for word in definition.words where !before.contains(where: { $0.key == word.key }) {
      _ = try AddWord(
        list, word.key, label: word.label, prefix: word.prefix, measure: word.measure, end: word.end,
        ticketClass: word.ticketClass
      ).perform(in: work)
    }
    let added = try ListWords(list).answer(from: work.look).words
    // Another default first, so that the one before it can be retired.
    for word in definition.words.sorted(by: { $0.isDefault && !$1.isDefault }) {
      guard let old = added.first(where: { $0.key == word.key }) else { continue }
      if word.prefix != old.prefix || word.measure != old.measure {
        throw MainstayError.field(
          word.key,
          "has another prefix or measure on this desk, which stay as they were chosen; write those in the file")
      }
      let isChanged =
        word.label != old.label || word.isActive != old.isActive || word.isDefault && !old.isDefault
        || word.end != old.end || word.ticketClass != old.ticketClass
      guard isChanged else { continue }
      _ = try ChangeWord(
        list, word.key, label: word.label == old.label ? nil : word.label,
        isActive: word.isActive == old.isActive ? nil : word.isActive,
        isDefault: word.isDefault && !old.isDefault ? true : nil, end: word.end == old.end ? nil : word.end,
        ticketClass: word.ticketClass == old.ticketClass ? nil : word.ticketClass ?? ""
      ).perform(in: work)
    }
    for (index, word) in definition.words.enumerated() {
      let now = try ListWords(list).answer(from: work.look).words
      guard index < now.count, now[index].key != word.key else { continue }
      _ = try ChangeWord(list, word.key, place: index + 1).perform(in: work)
    }
    let after = try ListWords(list).answer(from: work.look).words
    return DefinitionChange(
      .words, list.rawValue, Look.isSame(before, after) ? .unchanged : .changed,
      remarks: Look.remarks(of: definition, on: after))
  }

  private func apply(_ definition: ServiceDefinition, in work: Work) throws -> DefinitionChange {
    let before = try ListPromises(definition.service).answer(from: work.look).services.first?.line ?? PromiseLine()
    var effect = DefinitionChange.Effect.unchanged
    var remarks: [String] = []
    for (index, step) in definition.steps.enumerated() where !before.says(step) {
      let made: PromiseMade
      do {
        made = try PromiseAvailability(
          // A line that is new here has its own past in the file.
          definition.service, step.promise, from: step.from, isNewService: true,
          isLower: isLower || before.versions.isEmpty
        ).perform(in: work)
      } catch MainstayError.invalid(let faults) {
        throw MainstayError.invalid(
          faults.map { fault in
            var placed = fault
            placed.path = "promises[\(index)].\(fault.path)"
            return placed
          })
      }
      if let waiting = made.waiting {
        effect = .waiting
        remarks.append("\(waiting.name) waits for a second person, as it is for the period that runs.")
        // Only one change of a promise is looked at by others at a time; the next would be of another line.
        break
      }
      guard !made.isUnchanged else { continue }
      effect = before.versions.isEmpty ? .new : .changed
      remarks.append(before.remark(on: step))
    }
    return DefinitionChange(.service, definition.service, effect, remarks: remarks)
  }

  private func apply(_ definition: LadderDefinition, in work: Work) throws -> DefinitionChange {
    let before = try ListLadders().answer(from: work.look).items.first { $0.key == definition.key }
    let saved = try SaveLadder(definition.key, definition.ladder, isOn: definition.isOn).perform(in: work)
    return DefinitionChange(
      .ladder, definition.key, before == nil ? .new : before?.version == saved.version ? .unchanged : .changed,
      remarks: saved.remarks)
  }
}

extension PromiseLine {
  /// What a step of a file makes of what is promised here from its day on.
  fileprivate func remark(on step: ServiceDefinition.Step) -> String {
    func words(_ promise: AvailabilityPromise?) -> String { promise.map { "\($0.target.text) percent" } ?? "nothing" }
    let (before, after) = (words(version(on: step.from)?.promise), words(step.promise))
    return "From \(step.from.iso8601) on \(after) is promised"
      + (before == after ? ", by other terms than before." : "; it was \(before).")
  }

  /// Whether it says already what a file says from a day on.
  func says(_ step: ServiceDefinition.Step) -> Bool {
    guard let version = version(on: step.from) else { return step.promise == nil }
    return ServiceDefinition.Step(from: step.from, promise: version.promise).isSame(as: step)
  }
}

extension Look {
  fileprivate func planned(_ definitions: [WordsDefinition]) throws -> [DefinitionChange] {
    try definitions.map { definition in
      let now = try ListWords(definition.list).answer(from: self).words
      let named = Array(now.prefix(definition.words.count))
      let isSame = Look.isSame(named, definition.words)
      return DefinitionChange(
        .words, definition.list.rawValue, isSame ? .unchanged : .changed, remarks: Look.remarks(of: definition, on: now)
      )
    }
  }

  fileprivate func planned(_ definitions: [ServiceDefinition]) throws -> [DefinitionChange] {
    try definitions.map { definition in
      let line = try ListPromises(definition.service).answer(from: self).services.first?.line ?? PromiseLine()
      let isSame = definition.steps.allSatisfy(line.says)
      return DefinitionChange(
        .service, definition.service, isSame ? .unchanged : line.versions.isEmpty ? .new : .changed)
    }
  }

  fileprivate func planned(_ definitions: [LadderDefinition]) throws -> [DefinitionChange] {
    guard !definitions.isEmpty else { return [] }
    let standing = try ListLadders().answer(from: self).items
    return definitions.map { definition in
      guard let old = standing.first(where: { $0.key == definition.key }) else {
        return DefinitionChange(.ladder, definition.key, .new)
      }
      let isSame = old.ladder == definition.ladder && (definition.isOn ?? old.isOn) == old.isOn
      return DefinitionChange(.ladder, definition.key, isSame ? .unchanged : .changed)
    }
  }

  /// Whether words say the same, whatever their versions.
  fileprivate static func isSame(_ a: [Word], _ b: [Word]) -> Bool {
    guard let list = (a + b).first?.list else { return true }
    return WordsDefinition(list, words: a).json == WordsDefinition(list, words: b).json
  }

  /// What the desk has beside a file.
  fileprivate static func remarks(of definition: WordsDefinition, on words: [Word]) -> [String] {
    let others = words.map(\.key).filter { key in !definition.words.contains { $0.key == key } }
    guard !others.isEmpty else { return [] }
    let named = others.prefix(8).joined(separator: ", ") + (others.count > 8 ? " and \(others.count - 8) more" : "")
    return ["The desk also has the \(definition.list.many) \(named), which the file does not name: they stay."]
  }
}
