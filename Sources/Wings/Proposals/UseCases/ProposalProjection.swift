import AgreementsUseCases
import Core
import Journal
import Kernel
import Proposals
import Storage

extension ProposalRow {
  /// What the journal keeps of a change: every column as it stands after it. What people wrote stands as a salted digest,
  /// whose salt goes with the row; what is applied in the end stands in the streams of agreements and calendars.
  var journaled: JSON {
    let texts: [JSON] = [
      .string(proposal.title), .string(proposal.reason), .string(ProposalStore.filesText(proposal.files)), drafts.json,
      .text(proposal.decision?.note) ?? .null,
    ]
    return .members([
      "text": .string(saltedDigest(JSON.array(texts).canonical, salt: salt)), "digest": .string(proposal.digest),
      "proposer": .string(proposal.proposer), "state": .string(proposal.state.rawValue),
      "createdAt": .integer(proposal.createdAt.milliseconds), "revisedAt": .integer(proposal.revisedAt.milliseconds),
      "decidedBy": .text(proposal.decision?.by), "decidedAt": proposal.decision.map { .integer($0.at.milliseconds) },
      "version": .integer(Int64(proposal.version)),
    ])
  }
}

/// Holds proposals against the journal: every column, the texts by their digest.
struct ProposalProjection: Projection {
  static let prefix = "agreement-proposal/"
  static let records = [RecordKind.proposals]
  private static let columns = [
    "proposer", "state", "createdAt", "revisedAt", "decidedBy", "decidedAt", "version", "digest", "text",
  ]
  private static let names = [
    "proposer", "state", "proposed at", "revised at", "decided by", "decided at", "version",
    "digest of what it changes", "digest of texts and salt",
  ]
  private static let kinds: Set = ["made", "revised", "applied", "refused", "withdrawn", "renamed"]
  /// The last words about each.
  private var proposals: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: ProposalProjection.prefix) else { return }
    guard let said = try? JSON(parsing: entry.payload), said.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    guard let kind = entry.kind.key(behind: "agreement-proposal."), ProposalProjection.kinds.contains(kind) else {
      return unreadable.append(.unreadable(entry, "it is of a kind that is not known"))
    }
    proposals[id] = said
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(proposals.keys)
    let people = proposals.values.flatMap { said in
      [said["proposer"], said["decidedBy"]].compactMap { $0?.stringValue }
    }
    let names = try SubjectNames(people, in: look.transaction)
    try ProposalStore.scan(from: first, through: last, in: look.transaction) { row in
      let subject = ProposalProjection.prefix + row.proposal.id.text
      report.count(.proposals)
      guard unseen.remove(row.proposal.id.text) != nil, let said = proposals[row.proposal.id.text] else {
        return report.add(.projection, subject, "the journal does not know this proposal")
      }
      report.compare(
        ProposalProjection.names, expected: texts(said) { names($0) }, found: texts(row.journaled) { $0 }, of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: ProposalProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, ProposalProjection.prefix + id, "the proposal has no record") }
  }

  private func texts(_ members: JSON, person: (String) -> String) -> [String?] {
    ProposalProjection.columns.map { column in
      members[column].map { value in
        let text = value.stringValue ?? value.canonical
        return column == "proposer" || column == "decidedBy" ? person(text) : text
      }
    }
  }
}

extension ApprovalRule {
  var journaled: JSON {
    [
      "needed": .bool(isNeeded), "changedBy": .string(changedBy), "changedAt": .integer(changedAt.milliseconds),
      "version": .integer(Int64(version)),
    ]
  }
}

/// Holds against the journal whether changes of agreements need a second person.
struct ApprovalRuleProjection: Projection {
  static let prefix = "approval-rule/"
  static let stream = "approval-rule/agreements"
  static let records = [RecordKind.approvalRules]
  private static let columns = ["needed", "changedBy", "changedAt", "version"]
  private static let names = ["needed", "changed by", "changed at", "version"]
  private var said: JSON?
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.stream == ApprovalRuleProjection.stream else { return }
    guard entry.kind == "approval-rule.changed", let said = try? JSON(parsing: entry.payload),
      said.objectValue != nil
    else { return unreadable.append(.unreadable(entry, "it is of a kind that is not known")) }
    self.said = said
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    guard first <= "agreements", "agreements" <= last else { return }
    let rule: ApprovalRule?
    do {
      rule = try ApprovalRuleStore.rule(in: look.transaction)
    } catch let error as MainstayError {
      return try report.addUnreadable(error, of: ApprovalRuleProjection.stream)
    }
    switch (rule, said) {
    case (nil, nil): break
    case (_?, nil): report.add(.projection, ApprovalRuleProjection.stream, "the journal does not know this rule")
    case (nil, _?): report.add(.projection, ApprovalRuleProjection.stream, "the rule has no record")
    case (let rule?, let said?):
      report.count(.approvalRules)
      let names = try SubjectNames([said["changedBy"]?.stringValue].compactMap { $0 }, in: look.transaction)
      report.compare(
        ApprovalRuleProjection.names, expected: texts(said) { names($0) }, found: texts(rule.journaled) { $0 },
        of: ApprovalRuleProjection.stream)
    }
  }

  private func texts(_ members: JSON, person: (String) -> String) -> [String?] {
    ApprovalRuleProjection.columns.map { column in
      members[column].map { value in
        let text = value.stringValue ?? value.canonical
        return column == "changedBy" ? person(text) : text
      }
    }
  }
}

extension RecordKind {
  package static let proposals = RecordKind("proposals")
  package static let approvalRules = RecordKind("approvalRules")
}
