import Agreements
import Components
import Journal
import JournalPages
import Kernel
import ImportUseCases
import MessagesPages
import TicketsPages

/// Webhooks, exclusions, verifications.
extension Sample {
  static let webhooks = WebhooksPage(
    rows: [
      .init(
        id: "0199a", label: "on-call pager", url: "https://hooks.example.org/breaches", kinds: ["clock.breached"],
        isActive: true, addedAt: at("2025-05-01T09:00:00+02:00"), delivered: 18, tried: 20,
        lastDeliveredAt: at("2025-06-03T12:00:00+02:00"), lastError: "503 Service Unavailable",
        messages: [
          .init(
            title: "Test message", at: at("2025-06-03T13:10:00+02:00"), state: .waiting, attempts: 2,
            error: "503 Service Unavailable"),
          .init(title: "Breached", at: at("2025-06-03T12:00:00+02:00"), state: .delivered, attempts: 1),
          .init(
            title: "Breached", at: at("2025-06-02T12:00:00+02:00"), state: .dead, attempts: 12,
            error: "410 <Gone>"),
        ]),
      .init(
        id: "0199b", label: "chat", url: "http://chat.example.org/in", kinds: ["everything"], isActive: false,
        addedAt: at("2025-06-03T09:00:00+02:00")),
      .init(
        id: "0199c", label: "dead pager", url: "https://dead.example.org/in", kinds: ["breached"], isActive: true,
        addedAt: at("2025-06-03T09:00:00+02:00"), delivered: 0, tried: 3, lastError: "The receiver answered 500.",
        pausedUntil: at("2025-06-03T13:25:00+02:00")),
    ], kinds: [Choice("clock.breached", "clock.breached: a clock passed its target")],
    form: FormState(
      ["label": "new", "url": "example.org"], faults: [FieldFault("url", "must be an http or https address")]),
    fresh: .init(label: "chat", secret: "whsec_c2VjcmV0"))

  private static let undone = ExclusionChange(
    before: ClockFigure(
      name: "first-response", metric: .firstResponse, state: .breached, target: .hours(2), elapsed: .hours(3),
      startedAt: at("2025-06-02T09:00:00+02:00"), due: at("2025-06-02T11:00:00+02:00"),
      breachedAt: at("2025-06-02T11:00:00+02:00")), after: met)
  private static let moved = ExclusionChange(
    before: running,
    after: {
      var later = running
      later.due = at("2025-06-03T15:20:00+02:00")
      return later
    }())

  static let exclusion = ExclusionFigure(
    from: at("2025-06-02T09:30:00+02:00"), to: at("2025-06-02T10:30:00+02:00"), reason: "provider-outage",
    evidence: "Clause 4.2, <CHG-7>", approver: "mo.stern", approvedAt: at("2025-06-03T09:00:00+02:00"),
    effects: [undone, moved])

  static let preview = ExclusionPreviewPage(
    number: "INC-1024", subject: facts.subject,
    exclusion: {
      var figure = exclusion
      figure.effects.append(ExclusionChange(before: paused, after: paused))
      return figure
    }(),
    form: FormState([
      "version": "12", "from": "2025-06-02T09:30", "to": "2025-06-02T10:30", "reason": "provider-outage",
      "evidence": "Clause 4.2, <CHG-7>",
    ]))

  static let exclusions = ExclusionsPage(
    rows: [
      .init(
        source: ("INC-1024", "/tickets/INC-1024#e9"), about: facts.subject, exclusion: exclusion, undone: 1, tickets: 1),
      .init(
        source: ("gold", "/agreements/gold?version=3"), isAgreement: true, about: "Gold, since version 3",
        exclusion: ExclusionFigure(
          from: at("2025-06-01T00:00:00+02:00"), to: at("2025-06-01T06:00:00+02:00"), reason: "maintenance",
          approver: "mo.stern", approvedAt: at("2025-05-03T09:00:00+02:00")), undone: 4, tickets: 100, isPartial: true),
    ], pager: Pager(shows: "2 exclusions"))

  /// A manager's view, with an exclusion that undid a breach, and its form come back.
  static var excluded: TicketPage {
    var page = ticket
    page.acts = acts + [.withdraw, .exclude]
    page.exclusions = [exclusion]
    page.timeline[1].answer = "0199c"
    page.timeline.append(
      TimelineEntry(
        at: at("2025-06-03T12:00:00+02:00"), actor: "kim.berg", kind: .change, did: "made an answer private",
        sequence: 7, concerns: 2))
    page.attempted = TicketPage.Attempt(
      .exclude,
      FormState(
        ["from": "2025-06-02T09:30", "reason": "x"], faults: [FieldFault("to", "must lie after the beginning")]))
    return page
  }

  static var closing: ClockPage {
    var page = clock
    page.clock = met
    page.undone = [exclusion]
    page.withdrawals = [ClockPage.Event("when it was made private", path: "/tickets/INC-1024#e7")]
    return page
  }

  static func verification(_ state: VerificationFigure.State) -> VerificationFigure {
    VerificationFigure(
      id: "0199d", state: state, startedBy: "ada", startedAt: at("2025-06-03T13:19:00+02:00"),
      endedAt: state == .running ? nil : at("2025-06-03T13:19:30+02:00"), streams: 4_000, ofStreams: 12_000,
      entries: 61_234,
      findings: state == .clean ? [] : [JournalFinding(.changed, "ticket/0199", 3, "entry 3 was changed")],
      seal: state == .clean ? (18, hash) : nil)
  }

  static func journal(_ state: VerificationFigure.State) -> JournalPage {
    var page = journal
    page.check = nil
    page.run = verification(state)
    return page
  }

  static let verifications = VerificationPage(
    runs: [.running, .clean, .different, .stopped(by: "lee"), .failed("It took too long.")].map(verification))
}

extension Gallery {
  static let proof: [(name: String, page: any Page, role: Role)] = [
    ("webhooks", Sample.webhooks, .admin),
    (
      "webhook",
      WebhookPage(
        id: "0199a", label: "on-call pager", kinds: Sample.webhooks.kinds,
        form: FormState(
          ["label": "", "kind-clock.breached": "yes"], faults: [FieldFault("label", "must not be empty")])),
      .admin
    ),
    ("webhooks-read", WebhooksPage(rows: Sample.webhooks.rows, kinds: []), .lead),
    ("webhooks-empty", WebhooksPage(rows: [], kinds: []), .lead), ("exclusion-preview", Sample.preview, .manager),
    ("exclusions", Sample.exclusions, .agent),
    ("exclusions-empty", ExclusionsPage(rows: [], pager: Pager(shows: "")), .agent),
    ("ticket-excluded", Sample.excluded, .manager), ("clock-closing", Sample.closing, .agent),
    ("journal-running", Sample.journal(.running), .lead), ("journal-clean", Sample.journal(.clean), .lead),
    ("journal-different", Sample.journal(.different), .lead),
    ("journal-stopped", Sample.journal(.stopped(by: "lee")), .lead), ("verification", Sample.verifications, .lead),
    ("verification-none", VerificationPage(runs: []), .lead),
  ]
}
