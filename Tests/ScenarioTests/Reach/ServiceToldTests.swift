import Agreements
import Core
import Disputes
import DisputesUseCases
import Journal
import JournalUseCases
import Kernel
import Reach
import ReachUseCases
import Services
import ServicesUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("Promise: people are told of what waits about services, and of what was decided", .timeLimit(.minutes(10)))
struct ServiceToldTests {
  @Test("who may approve, and then who asked; nobody of their own doing", arguments: TestEngine.available)
  func told(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = ReachDesk(test)
      for name in ["mo", "ada", "lee", "kim"] { try await desk.add(.push, "https://push.example/\(name)", of: name) }
      func told(_ name: String) async throws -> [String] {
        try await desk.settle()
        return desk.letters.told("https://push.example/\(name)")
      }
      let may = Instant(milliseconds: Int64(CivilDate(year: 2025, month: 5, day: 3)?.daysSince1970 ?? 0) * 86_400_000)
      _ = try await desk.run(
        RecordOutage(
          OutageDraft(service: "payments", from: may, to: .some(may + .hours(2)), state: .down, cause: .fault),
          isNewService: true), as: "kim")
      let promise = AvailabilityPromise(target: try ExactDecimal(parsing: "99.9"), timeZone: "UTC")
      _ = try await desk.run(
        PromiseAvailability("payments", promise, from: CivilDate(year: 2025, month: 5, day: 1)), as: "mo")
      #expect(try await told("ada").isEmpty, "nothing waits yet")
      // The end of May was missed; a withdrawal would make it a month that was kept.
      _ = try await desk.run(WithdrawOutage(1, because: "It was mail."), as: "kim")
      let waits = "kim asks for CHG-1, a change of payments, which waits for somebody else's decision."
      #expect(try await told("mo") == [waits])
      #expect(try await told("ada") == [waits])
      #expect(try await told("kim").isEmpty, "nobody is told of what they did")
      #expect(try await told("lee").isEmpty, "whom it does not concern")
      let letter = try #require(desk.letters.all.last)
      #expect(letter.message.link == "https://desk.example.org/service-changes/CHG-1")
      _ = try await desk.run(RefuseServiceChange(1, because: "It was payments."), as: "ada")
      #expect(
        try await told("kim") == ["ada refused CHG-1, the change of payments that you asked for, and says why."])
      // Time that is to be left out.
      let ahead = test.clock.now() + .days(2)
      _ = try await desk.run(
        RecordOutage(
          OutageDraft(
            service: "payments", from: ahead, to: .some(ahead + .hours(1)), state: .excluded, cause: .customer)),
        as: "kim")
      #expect(
        try await told("mo").last
          == "kim says that time of payments is to be left out (OUT-2). It counts for nothing until somebody else "
          + "approves it.")
      _ = try await desk.run(ApproveOutage(2), as: "mo")
      #expect(
        try await told("kim").last == "mo approved OUT-2, the time of payments that you said is to be left out.")
      #expect(try await desk.ask(ListOwnNotices(), as: "kim").items.first?.notice.page == "/outages/OUT-2")
      #expect(try await told("ada").count == 2)
      #expect(try await desk.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("who may decide of a dispute, and both sides of what is said and decided", arguments: TestEngine.available)
  func disputes(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = ReachDesk(test)
      for name in ["mo", "ada", "lee", "kim"] { try await desk.add(.push, "https://push.example/\(name)", of: name) }
      func told(_ name: String) async throws -> [String] {
        try await desk.settle()
        return desk.letters.told("https://push.example/\(name)").filter { $0.contains("DSP-") }
      }
      let may = Instant(milliseconds: Int64(CivilDate(year: 2025, month: 5, day: 3)?.daysSince1970 ?? 0) * 86_400_000)
      _ = try await desk.run(
        RecordOutage(
          OutageDraft(service: "payments", from: may, to: .some(may + .hours(2)), state: .down, cause: .fault),
          isNewService: true), as: "ada")
      let promise = AvailabilityPromise(target: try ExactDecimal(parsing: "99.9"), timeZone: "UTC")
      _ = try await desk.run(
        PromiseAvailability("payments", promise, from: CivilDate(year: 2025, month: 5, day: 1)), as: "ada")
      _ = try await desk.run(
        OpenDispute(
          DisputeDraft(
            about: .figure(service: "payments", period: "2025-05"),
            correction: CorrectionDraft(.withdraw, outage: 1), statement: "Secret words")), as: "lee")
      let contested = "lee contests what was counted (DSP-1), which waits for an answer and a decision."
      #expect(try await told("mo") == [contested])
      #expect(try await told("lee").isEmpty)
      #expect(try await told("kim").isEmpty)
      _ = try await desk.run(StateInDispute(1, text: "Secret too"), as: "kim")
      #expect(try await told("lee") == ["kim says more in DSP-1, in which you have spoken."])
      _ = try await desk.run(DecideDispute(1, .reject, because: "Secret as well"), as: "mo")
      let decided = "mo decided about DSP-1, in which you have spoken: rejected."
      #expect(try await told("lee").last == decided)
      #expect(try await told("kim") == [decided])
      #expect(try await desk.ask(ListOwnNotices(), as: "kim").items.first?.notice.page == "/disputes/DSP-1")
      let bodies = try await test.database.read { tx in
        try tx.query("SELECT words FROM personal_notice UNION ALL SELECT body || cause FROM notice") { try $0.text(0) }
      }
      #expect(!bodies.isEmpty && bodies.allSatisfy { !$0.contains("Secret") })
    }
  }
}
