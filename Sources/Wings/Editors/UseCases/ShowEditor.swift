import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Editors
import Kernel
import Organisation
import OrganisationUseCases
import ProposalsUseCases
import Tickets
import TicketsUseCases

/// What the editors offer to choose from, and whether what they save needs a second person.
public struct ShowEditor: Query {
  public init() {}

  public func answer(from look: Look) throws -> EditorFacts {
    let principal = look.principal
    try principal.require(.changeAgreements)
    let words = try ListWords().answer(from: look).words.filter(\.isActive)
    var facts = EditorFacts(
      calendars: try CalendarVersions().answer(from: look).newest(\.key),
      agreements: try AgreementVersions().answer(from: look).newest(\.key),
      needsApproval: try ShowApprovalRule().answer(from: look).isNeeded)
    facts.holdReasons = words.filter { $0.list == .holdReason }
    facts.vendors = words.filter { $0.list == .vendor }
    facts.known = KnownConditions(EditorFacts.attributes, known(words))
    if principal.may(.seeStructure) {
      for record in try ListStructure(.organisation, limit: PageLimits.most).answer(from: look).records {
        facts.known.add(KnownConditions.Value("organisation", record.key, record.name))
      }
      facts.teams = try ListStructure(.team, limit: PageLimits.most).answer(from: look).records.map(\.key)
    }
    // What others are promised by already, such as services.
    for version in facts.agreements {
      facts.known.add(version.terms.scope.sorted { $0.key < $1.key }.map { Condition($0.key, anyOf: $0.value) })
      facts.known.add(version.terms.agreement.objectives.flatMap(\.targets).flatMap(\.when))
    }
    return facts
  }

  private func known(_ words: [Word]) -> [KnownConditions.Value] {
    let lists: [(list: Word.List, attribute: String)] = [
      (.priority, "priority"), (.category, "category"), (.kind, "kind"),
    ]
    return lists.flatMap { list, attribute in
      words.filter { $0.list == list }.map { KnownConditions.Value(attribute, $0.key, $0.label) }
    }
  }
}

/// What of a desk an editor offers.
public struct EditorFacts: Sendable {
  /// The newest version of each.
  public var calendars: [CalendarVersion]
  public var agreements: [AgreementVersion]
  public var needsApproval: Bool
  public var holdReasons: [Word] = []
  public var vendors: [Word] = []
  public var teams: [String] = []
  public var known = KnownConditions([], [])

  init(calendars: [CalendarVersion], agreements: [AgreementVersion], needsApproval: Bool) {
    (self.calendars, self.agreements, self.needsApproval) = (calendars, agreements, needsApproval)
  }

  static let attributes: [KnownConditions.Attribute] = [
    .init("organisation", "customer"), .init("service", "service"), .init("category", "category"),
    .init("priority", "priority"), .init("kind", "kind"), .init("tier", "tier"),
  ]
}

extension EditorFacts {
  /// Agreements with the calendars that they name, as these are: a file of them can be applied where there is nothing yet.
  public func whole(_ drafts: AgreementDrafts) -> AgreementDrafts {
    let named = drafts.agreements.reduce(into: Set<String>()) { $0.formUnion($1.agreement.calendars) }
    let standing = calendars.filter { named.contains($0.key) }.map { ($0.key, $0.definition) }
    var whole = drafts
    whole.calendars.merge(standing) { own, _ in own }
    return whole
  }
}

extension Array {
  /// Of versions that stand newest first within each key, the first of each.
  fileprivate func newest(_ key: (Element) -> String) -> [Element] {
    var seen: Set<String> = []
    return filter { seen.insert(key($0)).inserted }
  }
}
