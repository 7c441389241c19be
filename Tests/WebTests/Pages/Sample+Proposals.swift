import Components
import Kernel
import ProposalsPages
import ServiceLevelsPages
import ServiceLevelsUseCases

extension Sample {
  private static let title = "Faster for <P1>"

  static let proposals = ProposalsPage(
    waiting: [
      .init(
        id: "0199a", title: title, proposer: PersonName("mo", display: "Mo Manager"),
        at: at("2025-06-02T09:00:00Z"), state: "waits for a decision", tone: .live)
    ],
    decided: [
      .init(
        id: "0199b", title: "Longer hours", proposer: "gone", at: at("2025-05-02T09:00:00Z"), state: "refused",
        tone: .bad, decider: PersonName("ada", display: "Ada Admin"), decidedAt: at("2025-05-03T09:00:00Z"))
    ], pager: Pager(shows: "1 proposal on this page", next: "/agreement-proposals?after=x"), mayPropose: true,
    rule: .init(isNeeded: true, version: 3, isReaders: true))

  static var proposal: ProposalPage {
    var page = ProposalPage(
      id: "0199a", title: title, reason: "Sales <asks> for it.\nSince May.",
      proposer: PersonName("mo", display: "Mo Manager"),
      revisedAt: at("2025-06-02T09:00:00Z"), state: "waits for a decision", tone: .live, isOpen: true, version: 2,
      digest: String(repeating: "ab", count: 32))
    page.changes = [
      .init(
        name: "Agreement Standard", path: "/agreements/standard", versions: "version 2 becomes version 3",
        clauses: [ClauseChange("Resolution for P1", before: "4 h", after: "2 h")],
        remarks: ["It names the priority P9, which no ticket can have."],
        openTickets: "3 tickets are open under it now. They keep the version under which they were opened.")
    ]
    page.newFindings = ["Row 2 of resolution of Standard <1> is never reached: the rows before it take its tickets."]
    page.mendedFindings = ["Standard names the priority P9, which this desk does not have: no ticket gets it."]
    page.files = [("desk.yaml", "agreements:\n  standard:\n    name: Standard <1>\n")]
    (page.mayApprove, page.mayRefuse, page.maySeePast) = (true, true, true)
    page.form = FormState(["note": ""], faults: [FieldFault("note", "must not be empty")])
    return page
  }

  static var overtaken: ProposalPage {
    var page = proposal
    page.faults = [FieldFault("agreements.standard.objectives[0].calendar", "there is no calendar office")]
    (page.changes, page.mayApprove, page.mayRevise) = ([], false, true)
    page.whyNot = "You proposed this yourself. Somebody else has to decide about it."
    return page
  }

  static let proposalPast = ProposalPastPage(
    id: "0199a", name: title, form: FormState(["from": "4 Mar 2025"]),
    found: .init(
      tickets: 1204, changed: 7, changedRecorded: 17, takenAlong: ["gold <1>"],
      rows: [
        .init(
          objective: "resolution",
          recorded: .init(met: 1100, breached: 90, running: 14, share: "92.4 % (90.8 % to 93.8 %)"),
          inForce: .init(met: 1090, breached: 100, running: 14, share: "91.6 % (89.9 % to 93.0 %)"),
          proposed: .init(met: 1083, breached: 107, running: 14, share: "91.0 % (89.2 % to 92.5 %)"),
          newlyBreached: .init(inForce: 7, recorded: 17), newlyMet: .init(inForce: 0, recorded: 0),
          others: ["3: no clock now, breached then", "1: still running now, met then"])
      ],
      deciding: [
        .init(
          number: "INC-12", objective: "resolution", move: WhatIfMove(from: .met, to: .breached), wasMet: true,
          margin: "12 min over"),
        .init(number: "INC-13", objective: "resolution", move: WhatIfMove(from: .none, to: .running), margin: nil),
      ], released: [("gold <1>", 3), (nil, 1200)]))
}

extension Sample {
  private static let madeUp = WhichAgreementPage.Choices(
    kinds: [Choice("incident", "Incident")], priorities: [Choice("P1", "P1")], categories: [Choice("mail", "Mail")])

  static let whichAgreement = WhichAgreementPage(
    form: FormState(["kind": "incident", "priority": "P1", "more": "service = <mail>"]), choices: madeUp,
    found: .init(
      subject: "INC-12, opened 2 Jun 2025, 11:00",
      applying: ("Critical <services>, version 2,", "/agreements/critical?version=2"),
      remarks: ["Its clocks run under Standard, version 1, as it was found when it was opened."],
      agreements: [
        .init(
          name: "Critical <services>", path: "/agreements/critical?version=2", applies: true,
          reason: "Its scope fits, and no other goes before it."),
        .init(
          name: "Standard", path: "/agreements/standard?version=1", applies: false,
          reason: "Its scope fits too, but that of Critical <services> names more of a ticket."),
      ],
      clocks: [
        .init(
          objective: "first response", target: "10 min", because: "priority is P1", due: at("2025-06-02T09:10:00Z")),
        .init(objective: "progress", target: "none: no row fits", because: "no row of its targets fits", due: nil),
      ], unreadable: ["agreement_version gold 1, body: it is no JSON"]))

  static let whichAgreementAsked = WhichAgreementPage(
    form: FormState(["more": "odd"], faults: [FieldFault("more", "line 1 is no name = value")]), choices: madeUp)
}

extension Gallery {
  static let proposals: [(name: String, page: any Page, role: Role)] = [
    ("which-agreement", Sample.whichAgreement, .agent), ("which-agreement-asked", Sample.whichAgreementAsked, .lead),
    ("agreement-findings", Sample.findings, .manager), ("agreement-findings-none", Sample.noFindings, .manager),
    ("proposals", Sample.proposals, .admin), ("proposal", Sample.proposal, .manager),
    ("proposal-overtaken", Sample.overtaken, .manager), ("proposal-past", Sample.proposalPast, .manager),
    (
      "proposal-form",
      ProposalFormPage(
        id: "0199a", version: 2,
        form: FormState(
          ["title": "", "text": "agreements: <x>"], faults: [FieldFault("title", "must not be empty")])), .lead
    ),
  ]
}
