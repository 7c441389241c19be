import Agreements
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import Kernel
import Markup
import Proposals
import ProposalsUseCases
import ServiceLevels
import ServiceLevelsUseCases

extension Proposal.State {
  var words: String {
    switch self {
    case .open: "waits for a decision"
    case .applied: "approved and applied"
    case .refused: "refused"
    case .withdrawn: "taken back"
    }
  }

  var tone: Tone {
    switch self {
    case .open: .live
    case .applied: .good
    case .refused: .bad
    case .withdrawn: .plain
    }
  }
}

extension ProposalsPage.Row {
  init(_ proposal: Proposal, _ people: [String: String]) {
    self.init(
      id: proposal.id.text, title: proposal.title, proposer: people.person(proposal.proposer), at: proposal.revisedAt,
      state: proposal.state.words, tone: proposal.state.tone,
      decider: proposal.decision.map { people.person($0.by) }, decidedAt: proposal.decision?.at)
  }
}

extension ProposalPage {
  init(_ look: ProposalLook, by principal: Principal, for reader: Reader) {
    let proposal = look.proposal
    self.init(
      id: proposal.id.text, title: proposal.title, reason: proposal.reason,
      proposer: look.people.person(proposal.proposer), revisedAt: proposal.revisedAt, state: proposal.state.words,
      tone: proposal.state.tone, isOpen: proposal.state == .open, version: proposal.version, digest: proposal.digest,
      decision: proposal.decision.map { Decision(by: look.people.person($0.by), at: $0.at, note: $0.note) })
    changes = look.changes.filter(\.isChange).map { Change($0, look, for: reader) }
    made = look.made.map { Change($0, for: reader) }
    (faults, files) = (look.faults, proposal.files.map { ($0.name, $0.text) })
    newFindings = look.findings?.made.map(\.sentence) ?? []
    mendedFindings = look.findings?.mended.map(\.sentence) ?? []
    let decides = principal.may(.approveAgreements)
    mayApprove = decides && look.toApprove == nil
    mayRefuse = decides && look.toRefuse == nil
    mayRevise = principal.may(.proposeAgreements) && look.toRevise == nil
    whyNot = decides && faults.isEmpty ? look.toApprove?.words : nil
    maySeePast = principal.may(.seeCompliance)
  }
}

extension ProposalPage.Change {
  init(_ change: PlannedChange, _ look: ProposalLook, for reader: Reader) {
    let versions =
      change.oldVersion.map { "version \($0) becomes version \(change.newVersion)" } ?? "new"
    var remarks = change.unknownWords + change.remarks.map { "\($0.sentence)." } + change.assumptions
    if let broken = change.unreadable { remarks.append("What changes is not known: \(broken)") }
    switch change.subject {
    case .calendar:
      // A new one differs from nothing: all that it says is new.
      let new = change.oldVersion == nil ? try? CalendarDefinition(json: change.body) : nil
      self.init(
        name: "Open hours \(change.key)",
        path: change.oldVersion == nil ? nil : "/calendars/" + Address.encoded(change.key),
        versions: versions,
        clauses: new.map { ClauseChange.between([], CalendarWords.clauses($0)) }
          ?? change.differences.map(ClauseChange.init), remarks: remarks)
    case .agreement:
      let present = look.present[change.key]
      let proposed = try? AgreementTerms(json: change.body)
      let clauses = proposed.map { terms in
        ClauseChange.between(
          present.map { AgreementWords.clauses($0.terms, calendars: $0.calendarVersions, for: reader) } ?? [],
          AgreementWords.clauses(terms, calendars: (try? AgreementTerms.calendars(in: change.body)) ?? [:], for: reader)
        )
      }
      let count = look.openTickets[change.key] ?? 0
      self.init(
        name: "Agreement \(proposed?.agreement.name ?? change.key)",
        path: change.oldVersion == nil ? nil : "/agreements/" + Address.encoded(change.key), versions: versions,
        clauses: clauses ?? change.differences.map(ClauseChange.init), remarks: remarks,
        openTickets: ProposalPage.Change.words(change, count))
    }
  }

  /// A version that the approval made.
  init(_ made: MadeVersion, for reader: Reader) {
    let number = "?version=\(made.version)"
    switch made.subject {
    case .calendar:
      self.init(
        name: "Open hours \(made.key)", path: "/calendars/" + Address.encoded(made.key) + number,
        versions: "became version \(made.version)", clauses: made.differences.map(ClauseChange.init))
    case .agreement:
      func clauses(_ version: AgreementVersion) -> [Clause] {
        AgreementWords.clauses(version.terms, calendars: version.calendarVersions, for: reader)
      }
      self.init(
        name: "Agreement \(made.present?.terms.agreement.name ?? made.key)",
        path: "/agreements/" + Address.encoded(made.key) + number, versions: "became version \(made.version)",
        clauses: made.present.map { ClauseChange.between(made.before.map(clauses) ?? [], clauses($0)) }
          ?? made.differences.map(ClauseChange.init))
    }
  }
}

extension ProposalPage.Change {
  /// What becomes of the tickets that there are.
  fileprivate static func words(_ change: PlannedChange, _ count: Int) -> String {
    guard change.oldVersion == nil else {
      return count == 0
        ? "No ticket is open under it now. It covers tickets opened from then on."
        : "\(Words.count(count, "ticket is", "tickets are")) open under it now. They keep the version under which they "
          + "were opened; their clocks do not move."
    }
    return
      "It is new. Tickets that there are keep the agreement under which they were opened; their clocks do not move."
  }
}

extension ClauseChange {
  /// As the file has it, for what there are no words for.
  fileprivate init(_ difference: JSONDifference) {
    func shown(_ json: JSON?) -> String? { json.map { $0.stringValue ?? $0.canonical } }
    self.init(difference.path, before: shown(difference.old), after: shown(difference.new))
  }
}

extension ProposalPastPage.Found {
  init(_ report: WhatIfReport) {
    self.init(
      tickets: report.tickets, changed: report.changed, changedRecorded: report.changedRecorded,
      takenAlong: report.takenAlong,
      rows: report.objectives.map { name in
        let row = report.total(of: name)
        return ProposalPastPage.Row(
          objective: name, recorded: ProposalPastPage.Side(row.recorded), inForce: ProposalPastPage.Side(row.inForce),
          proposed: ProposalPastPage.Side(row.draft),
          newlyBreached: .init(inForce: row.newlyBreached, recorded: row.newlyBreachedRecorded),
          newlyMet: .init(inForce: row.newlyMet, recorded: row.newlyMetRecorded),
          others: row.otherMoves.map { move, tickets in
            "\(Words.grouped(tickets)): \(ProposalPastPage.words(move.from)) now, \(ProposalPastPage.words(move.to)) then"
          })
      },
      deciding: report.deciding.map { ticket in
        ProposalPastPage.Ticket(
          number: ticket.number, objective: ticket.objective, move: ticket.move, wasMet: ticket.wasMet,
          margin: ticket.over.map { over in
            over > .zero ? "\(Words.length(over)) over" : "\(Words.length(.zero - over)) left"
          })
      },
      released: report.released.sorted { ($1.value, $0.key ?? "") < ($0.value, $1.key ?? "") }
        .map { ($0.key, $0.value) })
  }
}

extension ProposalPastPage {
  static func words(_ outcome: WhatIfOutcome) -> String {
    switch outcome {
    case .met: "met"
    case .breached: "breached"
    case .running: "still running"
    case .none: "no clock"
    }
  }
}

extension ProposalPastPage.Side {
  init(_ tally: ComplianceTally) {
    let share = tally.compliance
    var words = share.percentText() ?? "nothing decided"
    if let interval = share.interval {
      words += " (\(Words.percent(interval.low)) to \(Words.percent(interval.high)))"
    }
    self.init(met: tally.met, breached: tally.breached, running: tally.running + tally.paused, share: words)
  }
}
