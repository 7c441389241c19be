import Agreements
import Kernel
import Testing

@Suite("What in an agreement is hardly meant", .timeLimit(.minutes(10)))
struct AgreementRemarkTests {
  private static func minutes(_ count: Int64) -> TargetLength { .open(ISO8601Duration(time: .minutes(count))) }
  private static func days(_ count: Int64, _ hours: Int64 = 0) -> TargetLength {
    .open(ISO8601Duration(days: count, time: .hours(hours)))
  }

  private static func agreement(
    _ response: [Target], _ solution: [Target], metric: Metric = .resolution, calendar: String = "office"
  ) -> Agreement {
    Agreement(
      name: "A",
      objectives: [
        Objective(name: "first response", metric: .firstResponse, calendar: "office", targets: response),
        Objective(name: "solution", metric: metric, calendar: calendar, targets: solution),
      ])
  }
  private static func row(_ priorities: String..., length: TargetLength) -> Target {
    Target(when: [Condition("priority", anyOf: priorities)], length: length)
  }

  @Test("is a first response that is promised later than the solution, by the tickets of which that is so")
  func later() {
    let agreement = Self.agreement(
      [Self.row("P1", "P2", length: Self.minutes(60)), Target(length: Self.minutes(240))],
      [
        Self.row("P1", length: Self.minutes(30)), Self.row("P2", length: Self.minutes(60)),
        Target(length: Self.days(1)),
      ])
    #expect(agreement.remarks.map(\.tickets) == [[Condition("priority", anyOf: ["P1"])]])
    #expect(
      agreement.remarks.first?.sentence
        == "P1: first response within PT1H, solution within PT30M, so that it has to be solved before it has to be answered"
    )
  }

  static let silent: [Agreement] = [
    agreement([Target(length: minutes(30))], [Target(length: minutes(30))]),
    agreement([Target(length: minutes(60))], [Target(length: minutes(30))], calendar: "always"),
    // Which is longer is a calendar's affair.
    agreement([Target(length: days(0, 9))], [Target(length: days(1))]),
    agreement([Target(length: days(1))], [Target(length: .localDays(1))]),
    agreement([Target(length: minutes(60))], [Target(length: minutes(30))], metric: .assignment),
    agreement([row("P1", length: minutes(60))], [row("P2", length: minutes(30))]),
  ]

  @Test("is nothing else", arguments: silent)
  func nothing(_ agreement: Agreement) {
    #expect(agreement.remarks.isEmpty)
  }

  @Test("is found in days, in local days and for fulfilment too, and for any ticket where no row asks for more")
  func other() {
    let kinds: [(TargetLength, TargetLength)] = [
      (Self.days(2), Self.days(1)), (Self.days(1, 1), Self.days(1)), (.localDays(3), .localDays(2)),
    ]
    for (response, solution) in kinds {
      let agreement = Self.agreement([Target(length: response)], [Target(length: solution)], metric: .fulfilment)
      #expect(agreement.remarks.map(\.tickets) == [[]])
    }
  }
}
