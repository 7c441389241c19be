import Agreements
import Kernel
import Services
import Testing

@Suite("Periods and promises of services", .timeLimit(.minutes(10)))
struct ServicePeriodTests {
  private static func date(_ text: String) -> CivilDate { CivilDate(parsing: text) ?? CivilDate(daysSince1970: 0) }

  @Test(
    "a period by its text: first date, the first behind it, the one before",
    arguments: [
      ("2026-11", "2026-11-01", "2026-12-01", "2026-10"), ("2026-12", "2026-12-01", "2027-01-01", "2026-11"),
      ("2024-02", "2024-02-01", "2024-03-01", "2024-01"), ("2026-01", "2026-01-01", "2026-02-01", "2025-12"),
      ("2026-Q4", "2026-10-01", "2027-01-01", "2026-Q3"), ("2026-Q1", "2026-01-01", "2026-04-01", "2025-Q4"),
      ("2026", "2026-01-01", "2027-01-01", "2025"),
    ])
  func periods(_ row: (String, String, String, String)) throws {
    let period = try #require(ServicePeriod(parsing: row.0))
    #expect(period.text == row.0 && period.first.iso8601 == row.1 && period.next.iso8601 == row.2)
    #expect(period.before.text == row.3)
    // Every date of it lies in it.
    for day in [period.first.daysSince1970, period.next.daysSince1970 - 1] {
      #expect(ServicePeriod(period.kind, containing: CivilDate(daysSince1970: day)) == period)
    }
  }

  @Test(
    "what is no period",
    arguments: [
      "", "26", "2026-", "2026-13", "2026-00", "2026-1", "2026-Q5", "2026-Q0", "2026-q1", "2026-11-01", "0000", "abcd",
      "2026-+1", " 2026", "9999",
    ])
  func none(_ text: String) { #expect(ServicePeriod(parsing: text) == nil) }

  private static func promise(
    _ target: String = "99.9", _ period: ServicePeriod.Kind = .month
  ) -> AvailabilityPromise {
    AvailabilityPromise(
      target: (try? ExactDecimal(parsing: target)) ?? ExactDecimal(units: 0, places: 0), period: period, timeZone: "UTC"
    )
  }

  private static func line(_ versions: (String, AvailabilityPromise?)...) -> PromiseLine {
    PromiseLine(
      versions.enumerated().map { index, one in
        PromiseVersion(
          number: index + 1, from: date(one.0), promise: one.1, madeAt: Instant(seconds: 0), madeBy: "system:test")
      })
  }

  @Test("a version holds from its own date on, and a later one over all that was planned behind it")
  func versions() {
    let line = Self.line(
      ("2026-01-01", Self.promise("99")), ("2027-01-01", Self.promise("99.5")), ("2026-10-01", Self.promise("99.9")),
      ("2028-01-01", nil))
    #expect(line.version(on: Self.date("2025-12-31")) == nil)
    #expect(line.version(on: Self.date("2026-09-30"))?.number == 1)
    #expect(line.version(on: Self.date("2026-10-01"))?.number == 3)
    #expect(line.version(on: Self.date("2027-06-01"))?.number == 3)
    #expect(line.period(containing: Self.date("2028-01-01")) == nil)
    #expect(line.period(from: Self.date("2025-03-01"))?.text == "2026-01")
    #expect(line.period(from: Self.date("2028-01-01")) == nil)
    #expect(line.firstPeriod?.text == "2026-01")
  }

  @Test(
    "from when a version may hold; running month 2026-11, today 2026-11-20",
    arguments: [
      ("2026-11-01", ServicePeriod.Kind.month, nil), ("2026-12-01", .month, nil), ("2027-01-01", .quarter, nil),
      ("2026-10-01", .month, "must be 2026-11-01 or later: what a period that has ended was promised stays as it was"),
      ("2026-11-15", .month, "must be the first day of a month"),
      ("2026-12-01", .quarter, "must be the first day of a quarter"),
      ("2032-01-01", .month, "is more than five years ahead"),
    ] as [(String, ServicePeriod.Kind, String?)])
  func beginnings(_ row: (String, ServicePeriod.Kind, String?)) {
    let line = Self.line(("2026-01-01", Self.promise()))
    #expect(
      line.fault(
        of: Self.promise("99.5", row.1), from: Self.date(row.0), running: Self.date("2026-11-01"),
        today: Self.date("2026-11-20")) == row.2)
  }

  @Test("quarters give way to months at the end of a quarter; a first version may be of the past, within bounds")
  func kinds() {
    let quarters = Self.line(("2026-01-01", Self.promise("99", .quarter)))
    func fault(_ line: PromiseLine, _ promise: AvailabilityPromise?, _ from: String) -> String? {
      line.fault(of: promise, from: Self.date(from), running: line.first, today: Self.date("2026-02-10"))
    }
    #expect(
      fault(quarters, Self.promise(), "2026-03-01")
        == "must be the first day of a quarter, as it is promised by quarters until then")
    #expect(fault(quarters, Self.promise(), "2026-04-01") == nil)
    #expect(fault(quarters, nil, "2026-04-01") == nil)
    #expect(fault(PromiseLine(), Self.promise(), "2022-01-01") == nil)
    #expect(fault(PromiseLine(), Self.promise(), "2020-01-01") == "is more than 60 months ago")
    #expect(fault(PromiseLine(), nil, "2026-02-01") == "nothing is promised yet, so that nothing can end")
  }

  @Test("a promise is kept and read again; what this version does not know is no promise")
  func stored() throws {
    var promise = Self.promise("99.95", .quarter)
    promise.calendar = "office"
    promise.rule = AvailabilityRule(
      uncovered: .unknown, unknown: .down, degraded: try ExactDecimal(parsing: "0.5"), maintenance: .forgiven)
    (promise.shortest, promise.notice) = (.minutes(5), .hours(48))
    #expect(AvailabilityPromise(json: promise.json) == promise)
    for (member, value) in [
      ("target", "101"), ("period", "week"), ("degraded", "2"), ("shortest", "soon"), ("notice", "P91D"), ("odd", "x"),
      ("unknown", "maybe"),
    ] {
      var members = promise.json.objectValue ?? [:]
      members[member] = .string(value)
      #expect(AvailabilityPromise(json: .object(members)) == nil, "\(member)")
    }
  }

  @Test("each fault of a record names its field")
  func records() {
    let now = Instant(seconds: 1_780_000_000)
    func faults(
      _ from: Duration, _ to: Duration?, _ state: OutageState = .down, service: String = "payments"
    ) -> [String] {
      Outage(
        id: RecordID("x"), number: 1, service: service, from: now + from, to: to.map { now + $0 }, state: state,
        toldAt: now, toldBy: "system:test"
      ).faults(at: now).map(\.path)
    }
    #expect(faults(.hours(-2), .hours(-1)) == [] && faults(.hours(-2), nil) == [])
    #expect(faults(.hours(-1), .hours(-2)) == ["to"] && faults(.hours(-1), .hours(-1)) == ["to"])
    #expect(faults(.hours(1), nil) == ["from"] && faults(.hours(-1), .hours(1)) == ["to"])
    #expect(faults(.hours(1), .hours(2), .excluded) == [] && faults(.hours(1), nil, .excluded) == ["to"])
    #expect(faults(.days(400), .days(401), .excluded) == ["from"] && faults(.days(-400), .days(-1)) == ["from"])
    #expect(
      faults(.hours(-1), nil, service: "a/b") == ["service"] && faults(.hours(-1), nil, service: "") == ["service"])
    #expect(faults(.hours(-1), nil, service: String(repeating: "ü", count: 60)) == ["service"])
    #expect(Outage.number("OUT-12") == 12 && Outage.number("out-3") == 3 && Outage.number("7") == 7)
    for text in ["", "OUT-", "OUT-x", "INC-1", "OUT-1234567890", "OUT--1"] { #expect(Outage.number(text) == nil) }
  }
}
