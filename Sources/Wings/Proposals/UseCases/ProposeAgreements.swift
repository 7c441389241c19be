import AgreementsUseCases
import Core
import Kernel
import Proposals
import Storage

/// What somebody hands in as a proposal: the files, and what they say.
public struct ProposalDraft: Hashable, Sendable {
  public var title: String
  public var reason: String
  public var files: [Proposal.File]
  /// What the files say, read.
  public var drafts: AgreementDrafts

  public init(title: String, reason: String, files: [Proposal.File], drafts: AgreementDrafts) {
    (self.title, self.reason, self.files, self.drafts) = (title, reason, files, drafts)
  }

  var faults: [FieldFault] {
    var faults = Proposal.titleBounds.faults(in: title, at: "title")
    faults += Proposal.reasonBounds.faults(in: reason, at: "reason")
    if files.isEmpty { faults.append(FieldFault("files", "are missing: a proposal has at least one")) }
    if files.count > Proposal.mostFiles { faults.append(FieldFault("files", "are more than \(Proposal.mostFiles)")) }
    for (index, file) in files.prefix(Proposal.mostFiles).enumerated() {
      faults += Proposal.fileNameBounds.faults(in: file.name, at: "files[\(index)].name")
    }
    if files.reduce(0, { $0 + $1.text.utf8.count }) > Proposal.mostBytes {
      faults.append(FieldFault("files", "have more than \(Proposal.mostBytes >> 20) MB together"))
    }
    return faults
  }
}

/// Proposes a change of agreements and calendars, for others to decide about. Nothing is in force by it.
public struct ProposeAgreements: Command {
  public var draft: ProposalDraft
  public init(_ draft: ProposalDraft) { self.draft = draft }

  /// - Throws: `invalid` with all faults, also of a draft that changes nothing, `limit`.
  public func perform(in work: Work) throws -> Proposal {
    try work.principal.require(.proposeAgreements)
    let digest = try work.digest(of: draft)
    guard try ProposalStore.countOpen(of: work.principal.name, in: work.transaction) < Proposal.mostOpenOfPerson else {
      throw MainstayError.limit(name: "proposals of yours that wait", limit: Proposal.mostOpenOfPerson)
    }
    guard try ProposalStore.countOpen(in: work.transaction) < Proposal.mostOpen else {
      throw MainstayError.limit(name: "proposals that wait", limit: Proposal.mostOpen)
    }
    let proposal = Proposal(
      id: work.newID(), title: draft.title, reason: draft.reason, files: draft.files, proposer: work.principal.name,
      digest: digest, createdAt: work.now, revisedAt: work.now)
    let row = ProposalRow(proposal: proposal, drafts: draft.drafts, salt: work.app.ids.secret(bytes: 16))
    try ProposalStore.insert(row, in: work.transaction)
    try work.note(row, "agreement-proposal.made")
    try work.tell(.waiting, of: proposal)
    try work.announce("agreements")
    return proposal
  }
}

/// Hands a proposal in anew, by who proposed it. What was looked at of the former text is void: its digest is another.
public struct ReviseProposal: Command {
  public var id: RecordID
  public var draft: ProposalDraft
  /// The version that was seen; nil takes any.
  public var expecting: Int?

  public init(_ id: RecordID, _ draft: ProposalDraft, expecting: Int? = nil) {
    (self.id, self.draft, self.expecting) = (id, draft, expecting)
  }

  /// - Throws: `notFound`, `stale`, `conflict` where it is decided or somebody else's, `invalid` with all faults.
  public func perform(in work: Work) throws -> Proposal {
    try work.principal.require(.proposeAgreements)
    var row = try work.proposal(id, seen: expecting)
    if let obstacle = row.proposal.obstacle(toChangeBy: work.principal) { throw MainstayError(obstacle) }
    row.proposal.digest = try work.digest(of: draft)
    (row.proposal.title, row.proposal.reason, row.proposal.files) = (draft.title, draft.reason, draft.files)
    row.drafts = draft.drafts
    row.proposal.revisedAt = work.now
    try work.save(&row, "agreement-proposal.revised")
    try work.tell(.waiting, of: row.proposal)
    return row.proposal
  }
}

/// Takes a proposal back, by who proposed it.
public struct WithdrawProposal: Command {
  public var id: RecordID
  public var note: String
  public var expecting: Int?

  public init(_ id: RecordID, note: String = "", expecting: Int? = nil) {
    (self.id, self.note, self.expecting) = (id, note, expecting)
  }

  /// - Throws: `notFound`, `stale`, `conflict` where it is decided or somebody else's, `invalid`.
  public func perform(in work: Work) throws -> Proposal {
    try work.principal.require(.proposeAgreements)
    var row = try work.proposal(id, seen: expecting)
    if let obstacle = row.proposal.obstacle(toChangeBy: work.principal) { throw MainstayError(obstacle) }
    try work.decide(&row, .withdrawn, note)
    return row.proposal
  }
}

extension Work {
  /// Of what a draft would change now.
  ///
  /// - Throws: `invalid` with all faults of it, also where it changes nothing.
  func digest(of draft: ProposalDraft) throws -> String {
    let faults = draft.faults
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let plan = try look.plan(draft.drafts, asProposed: true)
    guard plan.contains(where: \.isChange) else {
      throw MainstayError.field("files", "change nothing: all that they say is in force already")
    }
    return plan.digest
  }

  /// A proposal, locked.
  ///
  /// - Throws: `notFound`, `stale` where it is no longer the version that was seen.
  func proposal(_ id: RecordID, seen version: Int?) throws -> ProposalRow {
    guard let row = try ProposalStore.row(id, lock: true, in: transaction) else {
      throw MainstayError.notFound(kind: "proposal", id: id.text)
    }
    if let version, version != row.proposal.version {
      throw MainstayError.stale(kind: "proposal", id: id.text, yours: version, current: row.proposal.version)
    }
    return row
  }

  /// Ends a proposal.
  func decide(_ row: inout ProposalRow, _ state: Proposal.State, _ note: String) throws {
    let faults = Proposal.noteBounds.faults(in: note, at: "note")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    row.proposal.state = state
    row.proposal.decision = Proposal.Decision(by: principal.name, at: now, note: note)
    try save(&row, "agreement-proposal.\(state.rawValue)")
    switch state {
    case .open: break
    case .applied: try tell(.approved, of: row.proposal)
    case .refused: try tell(.refused, of: row.proposal)
    case .withdrawn: try tell(.withdrawn, of: row.proposal)
    }
  }

  /// Keeps a proposal as its next version.
  func save(_ row: inout ProposalRow, _ kind: String) throws {
    row.proposal.version += 1
    row.salt = app.ids.secret(bytes: 16)
    try ProposalStore.update(row, in: transaction)
    try note(row, kind)
    try announce("agreements")
  }

  /// Journals a proposal as it stands now.
  func note(_ row: ProposalRow, _ kind: String) throws {
    try record(
      [Happening(kind: kind, at: now, payload: row.journaled)],
      on: ProposalProjection.prefix + row.proposal.id.text)
  }
}
