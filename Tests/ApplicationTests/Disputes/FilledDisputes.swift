import Disputes
import DisputesUseCases
import Kernel
import Services
import ServicesUseCases
import TestApp
import Tickets
import TicketsUseCases

extension TestApp {
  /// A ticket that is answered half an hour late; its first response has a target of an hour.
  func lateTicket(_ title: String = "Printer", by name: String = "rita") async throws -> TicketKey {
    let begun = clock.now()
    let key = TicketKey(try await run(OpenTicket(title: title), as: name).id)
    clock.set(begun + .minutes(90))
    try await run(AnswerTicket(key, body: "Hello"), as: "kim")
    return key
  }

  /// What contests the first response of a ticket that began at an instant: an hour of it should be left out.
  func contesting(
    _ key: TicketKey, since begun: Instant, minutes: Range<Int64> = 20..<80, position: Int64? = nil,
    clause: String? = nil
  ) -> OpenDispute {
    OpenDispute(
      DisputeDraft(
        about: .clock(key, name: "first response", cycle: 1),
        correction: CorrectionDraft(
          .leaveOut, from: begun + .minutes(minutes.lowerBound), to: begun + .minutes(minutes.upperBound),
          reason: "delay by the customer", clause: clause),
        statement: "They did not pick up the phone.", evidence: [DisputeEvidence(words: "list of calls")],
        position: position))
  }

  /// Rows in both tables: one dispute about a clock that was upheld in part, one about a figure that waits.
  func fillDisputes() async throws {
    let begun = clock.now()
    let key = try await lateTicket("Contested")
    let dispute = try await run(contesting(key, since: begun), as: "lee")
    _ = try await run(StateInDispute(dispute.number, text: "We called at nine."), as: "kim")
    _ = try await run(
      DecideDispute(
        dispute.number, .part(from: begun + .minutes(20), to: begun + .minutes(70)), because: "The log has both."),
      as: "mo")
    let outage = try await ask(ListOutages(of: "payments"), as: "kim").outages.map(\.outage)
      .first { $0.state == .down && !$0.isWithdrawn }
    guard let outage else { return }
    _ = try await run(
      OpenDispute(
        DisputeDraft(
          about: .figure(service: "payments", period: "2025-05"),
          correction: CorrectionDraft(.withdraw, outage: outage.number), statement: "That was mail.",
          evidence: [DisputeEvidence(link: "https://example.org/log")])), as: "lee")
  }
}
