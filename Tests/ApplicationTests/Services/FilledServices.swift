import Kernel
import Services
import ServicesUseCases
import TestApp

extension TestApp {
  /// Rows in every table of services: records of which one is approved and one linked with nothing, two versions of a
  /// promise, a period that was stated again, and changes of it that wait and were refused.
  func fillServices() async throws {
    let may = TestApp.start - .days(20)
    for (from, state) in [(may, OutageState.down), (may + .days(2), .excluded), (may + .days(4), .degraded)] {
      _ = try await run(
        RecordOutage(
          OutageDraft(
            service: "payments", from: from, to: .some(from + .hours(1)), state: state, evidence: "a log"),
          isNewService: true), as: "kim")
    }
    let promise = AvailabilityPromise(target: ExactDecimal(units: 999, places: 1), timeZone: "UTC")
    let may1 = CivilDate(year: 2025, month: 5, day: 1)
    _ = try await run(PromiseAvailability("payments", promise, from: may1), as: "mo")
    var next = promise
    next.notice = .hours(48)
    _ = try await run(PromiseAvailability("payments", next), as: "mo")
    _ = try await run(ApproveOutage(2), as: "mo")
    _ = try await run(
      CorrectOutage(1, OutageDraft(to: .some(may + .hours(2))), because: "it took longer"), as: "kim")
    _ = try await run(WithdrawOutage(1, because: "it was mail"), as: "kim")
    _ = try await run(CorrectOutage(1, OutageDraft(to: .some(may + .minutes(9))), because: "shorter"), as: "kim")
    _ = try await run(RefuseServiceChange(2, because: "the log says otherwise"), as: "mo")
  }
}
