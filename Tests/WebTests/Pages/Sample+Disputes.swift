import Agreements
import Components
import Disputes
import DisputesPages
import DisputesUseCases
import Kernel
import Services
import Tickets
import TicketsUseCases

extension Sample {
  private static let from = at("2025-06-02T09:20:00+02:00")
  private static let to = at("2025-06-02T10:20:00+02:00")

  private static let breach = ContestedVerdict(
    state: .breached, target: .hours(1), elapsed: .minutes(90), startedAt: at("2025-06-02T09:00:00+02:00"),
    due: at("2025-06-02T10:00:00+02:00"), stoppedAt: at("2025-06-02T10:30:00+02:00"),
    breachedAt: at("2025-06-02T10:00:00+02:00"))
  private static let kept = ContestedVerdict(
    state: .met, target: .hours(1), elapsed: .minutes(30), startedAt: at("2025-06-02T09:00:00+02:00"),
    due: at("2025-06-02T11:00:00+02:00"), stoppedAt: at("2025-06-02T10:30:00+02:00"), breachedAt: nil)

  private static func contest(_ number: Int, _ state: Dispute.State = .open) -> DisputeShown {
    var dispute = Dispute(
      id: RecordID("0199-d\(number)"), number: number,
      subject: .clock(ticket: RecordID("0199-t"), name: "first response", cycle: number), position: 7,
      seen: .clock(breach), correction: .leaveOut(from: from, to: to, reason: "delay <them>", clause: "§ 4.2 & 5"),
      expected: CorrectionEffect(before: .clock(breach), after: .clock(kept), others: ["resolution"]),
      openedAt: at("2025-06-02T12:00:00+02:00"), openedBy: "0199-lee")
    dispute.state = state
    if state != .open {
      (dispute.decidedAt, dispute.decidedBy) = (at("2025-06-03T12:00:00+02:00"), "0199-mo")
      dispute.reasons = "Half of it is in <our> log.\nThe rest is not."
    }
    if state == .partly {
      dispute.made = .leaveOut(from: from, to: to - .minutes(20), reason: "delay <them>", clause: "§ 4.2 & 5")
      dispute.result = dispute.expected
    }
    var shown = DisputeShown(dispute)
    shown.people = ["0199-lee": "Lee <Lead>", "0199-mo": "Mo & Co", "0199-kim": "Kim Berg"]
    shown.hasAnswer = number > 1
    shown.waiting = dispute.waiting(hasAnswer: shown.hasAnswer, isOvertaken: false)
    shown.present = state.isUpheld ? .clock(kept) : .clock(breach)
    shown.statements = [
      DisputeStatement(
        number: 1, side: .opening, text: "They did not <b>pick up</b>.\nThree times.",
        evidence: [
          DisputeEvidence(words: "list of <calls>", link: "https://example.org/calls?a=1&b=2"),
          DisputeEvidence(file: "calls <1>.csv", sha256: String(repeating: "0a", count: 32)),
        ], at: dispute.openedAt, by: "0199-lee")
    ]
    if shown.hasAnswer {
      shown.statements.append(
        DisputeStatement(
          number: 2, side: .answering, text: "We called at nine.", at: dispute.openedAt + .hours(1), by: "0199-kim"))
    }
    return shown
  }

  private static func month(_ number: Int) -> DisputeShown {
    let before = StatedFigure(
      target: "99.9", availability: "99.731182", met: false, seconds: ["bad": "7200", "denominator": "2678400"])
    let after = StatedFigure(
      target: "99.9", availability: "99.912345", met: true, seconds: ["bad": "2347.5", "denominator": "2678400"])
    var said = Outage(id: RecordID(""), number: 2, service: "payments & <cards>", from: from, toldAt: from, toldBy: "")
    said.to = to
    var shown = DisputeShown(
      Dispute(
        id: RecordID("0199-d\(number)"), number: number,
        subject: .figure(
          service: "payments & <cards>", period: ServicePeriod(.month, containing: CivilDate(daysSince1970: 20_240))),
        position: 2, seen: .figure(before),
        correction: .records(.init(kind: .correct, outage: 2, seen: 1, said: said.said)),
        expected: CorrectionEffect(before: .figure(before), after: .figure(after)), openedAt: from, openedBy: "0199-lee"
      ))
    shown.people = ["0199-lee": "Lee <Lead>"]
    (shown.present, shown.waiting, shown.outage) = (.figure(before), .answer, said)
    return shown
  }

  fileprivate static let disputes = DisputesPage(
    .init(
      disputes: [month(4), contest(3, .partly), contest(2)], unreadable: ["dispute 9: it is odd"], next: 2, open: 2),
    which: .all, pager: Pager(shows: "3 disputes", next: "/disputes?state=all&below=2"))
  fileprivate static let noDisputes = DisputesPage(.init(disputes: []), pager: Pager(shows: "0 disputes"))

  fileprivate static let disputeToDecide: DisputePage = {
    var shown = contest(2)
    (shown.mayDecide, shown.sides) = (true, [.answering, .opening])
    shown.part = (
      .leaveOut(from: from, to: to - .minutes(20), reason: "x", clause: nil),
      CorrectionEffect(before: .clock(breach), after: .clock(kept))
    )
    return DisputePage(
      shown, decision: FormState(["decision": "reject"], faults: [FieldFault("reasons", "must not be empty")]))
  }()

  fileprivate static let disputeOvertaken: DisputePage = {
    var shown = contest(1)
    shown.overtaken = "The clock has come to something else since it was contested."
    (shown.waiting, shown.present, shown.mayWithdraw, shown.sides) = (.end, .clock(kept), true, [.opening])
    shown.toDecide = .own
    return DisputePage(shown, statement: FormState(faults: [FieldFault("sha256", "is missing")]))
  }()

  private static func contestable(_ shown: DisputeShown) -> ShowContestable.Answer {
    ShowContestable.Answer(
      subject: shown.dispute.subject, ticket: shown.ticket, present: shown.dispute.seen, position: 7)
  }

  fileprivate static let newDispute: NewDisputePage = {
    var found = contestable(contest(1))
    found.exclusions = [(5, TicketEvent.Exclusion(from: from, to: to, reason: "maintenance <x>"))]
    found.clauses = ["§ 4.2 & 5"]
    return NewDisputePage(
      found,
      form: FormState(["from": "soon"], faults: [FieldFault("from", "is not understood"), FieldFault("entry", "x")]))
  }()

  fileprivate static let newFigureDispute: NewDisputePage = {
    let shown = month(4)
    var found = contestable(shown)
    found.outages = [shown.outage].compactMap { $0 }
    return NewDisputePage(found)
  }()
}

extension Gallery {
  static let disputes: [(name: String, page: any Page, role: Role)] = [
    ("disputes", Sample.disputes, .manager), ("disputes-none", Sample.noDisputes, .lead),
    ("dispute", Sample.disputeToDecide, .manager), ("dispute-overtaken", Sample.disputeOvertaken, .lead),
    ("dispute-figure", DisputePage(Sample.disputes.found.disputes[0]), .agent),
    ("dispute-decided", DisputePage(Sample.disputes.found.disputes[1]), .agent),
    ("dispute-new", Sample.newDispute, .lead), ("dispute-new-figure", Sample.newFigureDispute, .lead),
    ("dispute-new-nothing", NewDisputePage(nil), .lead),
  ]
}
