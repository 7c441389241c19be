import Core
import Disputes
import DisputesUseCases
import Kernel
import ServiceLevelsUseCases
import Services
import ServicesUseCases
import TicketsUseCases

/// What the demo company's lead contests: a late ticket that the customer held up, of which her manager upheld a part, and
/// a month of the payments, about which nobody has decided yet.
enum DemoDisputes {
  private static let manager = "marc"

  /// In the order in which they happen.
  static func steps(until present: Instant) -> [DemoServices.Step] {
    func step(
      _ before: Duration, _ name: String, _ act: @escaping @Sendable (App, Principal) async throws -> Void
    ) -> DemoServices.Step { DemoServices.Step(at: present - before, name: name, act: act) }
    return [
      step(.days(9), "lena") { try await contestLate($0, $1) },
      step(.days(8), "amara") { app, amara in
        try await say(
          "They were away for some of it. Before that the ticket lay with us for half an hour and nobody called.",
          about: .clock, app, amara)
      },
      step(.days(7), manager) { try await decide($0, $1) },
      step(.days(4), "lena") { try await contestMonth($0, $1) },
      step(.days(3), "ines") { app, ines in
        try await say(
          "The provider's log has the first refused card at 6:30. The terminals answer from their own memory for a while.",
          about: .figure, app, ines)
      },
    ]
  }

  /// The oldest clock that stopped late, of which a time before its stop can be left out.
  private static func contestLate(_ app: App, _ lena: Principal) async throws {
    let late = try await app.ask(
      ListComplianceTickets(.breached, of: ComplianceScope(objective: "resolution"), limit: PageLimits.most), as: lena)
    for item in late.items {
      guard let clock = item.clock, let breached = clock.breachedAt, let stopped = clock.stoppedAt else { continue }
      let draft = DisputeDraft(
        about: .clock(TicketKey(item.ticket.id), name: clock.name, cycle: clock.cycle),
        correction: CorrectionDraft(
          .leaveOut, from: breached - .minutes(40), to: stopped, reason: "nobody was there to let us in"),
        statement:
          "We stood before a locked door. The time until they came counted as ours, and it was theirs.",
        evidence: [
          DisputeEvidence(words: "Note of the technician in the ticket."),
          DisputeEvidence(
            words: "Photograph of the door, with its time.", file: "door.jpg",
            sha256: "9f2b6a1c0d4e8f73a5b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4e5f6071"),
        ])
      do {
        _ = try await app.run(OpenDispute(draft), as: lena)
        return
      } catch MainstayError.invalid {
        // It stopped outside of the hours in which it counts.
      }
    }
  }

  private static func open(
    _ about: Dispute.Subject.Kind, _ app: App, _ principal: Principal
  ) async throws -> Dispute? {
    try await app.ask(ListDisputes(open: true, about: about, limit: 1), as: principal).disputes.first?.dispute
  }

  private static func say(
    _ text: String, about: Dispute.Subject.Kind, _ app: App, _ principal: Principal
  ) async throws {
    guard let dispute = try await open(about, app, principal) else { return }
    _ = try await app.run(StateInDispute(dispute.number, for: .answering, text: text), as: principal)
  }

  /// Without its first half hour, in which the ticket lay with the desk.
  private static func decide(_ app: App, _ marc: Principal) async throws {
    guard let dispute = try await open(.clock, app, marc), let whole = dispute.correction.stretch else { return }
    let reasons =
      "The photograph shows when they stood there. What lay with us before that counts, and both sides say so."
    do {
      _ = try await app.run(
        DecideDispute(
          dispute.number, .part(from: whole.lowerBound + .minutes(30), to: whole.upperBound), because: reasons),
        as: marc)
    } catch MainstayError.invalid {
      _ = try await app.run(DecideDispute(dispute.number, .uphold, because: reasons), as: marc)
    }
  }

  private static func contestMonth(_ app: App, _ lena: Principal) async throws {
    let found = try await app.ask(ListOutages(of: "payments", limit: PageLimits.most), as: lena).outages.map(\.outage)
    guard let outage = found.first(where: { $0.evidence == "Certificate had run out." }) else { return }
    let month = ServicePeriod(
      .month, containing: CivilDate(daysSince1970: Int(outage.from.milliseconds / 86_400_000)))
    let draft = DisputeDraft(
      about: .figure(service: "payments", period: month.text),
      correction: CorrectionDraft(.correct, from: outage.from + .minutes(35), outage: outage.number),
      statement: "The tills took cards until five past seven; nobody was turned away before that.",
      evidence: [
        DisputeEvidence(words: "List of the tills' payments of that morning.", link: "https://tills.alder.example/day")
      ]
    )
    do {
      _ = try await app.run(OpenDispute(draft), as: lena)
    } catch MainstayError.invalid {
      // The month is not stated yet.
    }
  }
}
