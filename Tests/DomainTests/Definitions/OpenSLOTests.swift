import Agreements
import Definitions
import Kernel
import Services
import Testing

@Suite("OpenSLO v1, out and in", .timeLimit(.minutes(10)))
struct OpenSLOTests {
  private static let today = CivilDate(year: 2026, month: 6, day: 15) ?? CivilDate(daysSince1970: 0)

  private static func day(_ text: String) throws -> CivilDate { try #require(CivilDate(parsing: text)) }

  private static func services() throws -> [ServiceDefinition] {
    var promise = AvailabilityPromise(
      target: try ExactDecimal(parsing: "99.95"), period: .quarter, timeZone: "Europe/Paris", calendar: "desk")
    promise.rule.unknown = .down
    promise.rule.degraded = ExactDecimal(units: 5, places: 1)
    (promise.shortest, promise.notice) = (.minutes(5), .hours(48))
    promise = promise.bounded
    let all = AvailabilityPromise(target: ExactDecimal(units: 100, places: 0), timeZone: "UTC")
    return [
      ServiceDefinition("mail & print", steps: [.init(from: try day("2026-04-01"), promise: promise)]),
      ServiceDefinition(
        "payments",
        steps: [
          .init(from: try day("2026-06-01"), promise: all), .init(from: try day("2026-09-01"), promise: nil),
        ]),
    ]
  }

  @Test("what was written is read back, and what it has no words for is said")
  func roundTrip() throws {
    let services = try Self.services()
    let share = OpenSLO.Share(
      agreement: "gold", name: "Gold", objective: "resolution",
      share: try #require(PromisedShare(tenThousandths: 9550)), timeZone: "UTC")
    let written = OpenSLO.write(services, shares: [share])
    #expect(written.documents.map { $0["kind"] } == ["Service", "SLO", "Service", "SLO", "Service", "SLO"])
    #expect(written.documents[1]["spec"]?["objectives"]?.arrayValue?.first?["target"] == .decimal("0.9995"))
    #expect(written.documents[1]["metadata"]?["annotations"]?["mainstay.dev/calendar"] == "desk")
    #expect(written.documents[5]["spec"]?["objectives"]?.arrayValue?.first?["target"] == .decimal("0.955"))
    #expect(written.said.contains { $0.contains("stand in annotations") })
    #expect(written.said.contains { $0.contains("100 percent") })
    let read = try OpenSLOReading(documents: written.documents, today: Self.today)
    #expect(read.services.map(\.service) == services.map(\.service))
    for (found, expected) in zip(read.services, services) {
      #expect(
        found.steps.count == expected.steps.count && zip(found.steps, expected.steps).allSatisfy { $0.isSame(as: $1) })
    }
    #expect(read.said.contains { $0.contains("agreement's own file") })
    #expect(OpenSLO.write(read.services, shares: [share]).documents == written.documents)
  }

  @Test("that nothing is promised any more is read back where nothing else is promised, too")
  func nothing() throws {
    let ends = ServiceDefinition("mail", steps: [.init(from: try Self.day("2027-02-01"), promise: nil)])
    let read = try OpenSLOReading(documents: OpenSLO.write([ends], shares: []).documents, today: Self.today)
    #expect(read.services.map(\.service) == ["mail"])
    #expect(read.services.first?.steps.map(\.from.iso8601) == ["2027-02-01"])
    #expect(read.services.first?.steps.first?.promise == nil)
  }

  private static let service: JSON = [
    "apiVersion": "openslo/v1", "kind": "Service", "metadata": ["name": "mail"], "spec": [:],
  ]

  private static func objective(
    noted notes: [String: JSON] = [:], _ change: (inout [String: JSON]) -> Void = { _ in }
  ) -> JSON {
    var spec: [String: JSON] = [
      "service": "mail", "budgetingMethod": "Occurrences",
      "indicator": ["spec": ["ratioMetric": ["good": [:], "total": [:]]]],
      "timeWindow": [["duration": "1M", "isRolling": false]], "objectives": [["target": "0.999"]],
    ]
    change(&spec)
    return [
      "apiVersion": "openslo/v1", "kind": "SLO", "metadata": ["name": "mail-up", "annotations": .object(notes)],
      "spec": .object(spec),
    ]
  }

  @Test("documents of others are taken as far as they go")
  func others() throws {
    let alert: JSON = [
      "apiVersion": "openslo/v1", "kind": "AlertPolicy", "metadata": ["name": "page-us"], "spec": [:],
    ]
    let read = try OpenSLOReading(documents: [Self.objective(), alert, Self.service], today: Self.today)
    #expect(read.services.map(\.service) == ["mail"])
    let step = try #require(read.services.first?.steps.first)
    #expect(step.from.iso8601 == "2026-07-01" && step.promise?.target.text == "99.9" && step.promise?.period == .month)
    #expect(read.said.contains { $0.contains("AlertPolicy page-us is left out") })
    #expect(read.said.contains { $0.contains("holds from 2026-07-01 on") })
    #expect(read.said.contains { $0.contains("taken to be of UTC") })
    for (change, words) in [
      ({ $0["timeWindow"] = [["duration": "28d", "isRolling": true]] }, "its window rolls"),
      ({ $0["timeWindow"] = [["duration": "7d", "isRolling": false]] }, "a window of 7d"),
      ({ $0["objectives"] = [["target": "0.9"], ["target": "0.99"]] }, "it has 2 objectives"),
      ({ $0["indicator"] = ["spec": ["thresholdMetric": [:]]] }, "is no ratio"),
      (Self.begins("1M", "2026-01-15 00:00:00"), "do not begin with the calendar month"),
      (Self.begins("1M", "2026-01-01 12:00:00"), "(document 2: spec.timeWindow[0].calendar.startTime)"),
      (Self.begins("1Q", "2026-02-01 00:00:00"), "do not begin with the calendar quarter"),
      (Self.begins("1Y", "2026-04-01 00:00:00"), "do not begin with the calendar year"),
      (Self.with("compositeWeight", 2), "(document 2: spec.objectives[0].compositeWeight)"),
      (Self.with("indicatorRef", "x"), "(document 2: spec.objectives[0].indicatorRef)"),
      (Self.with("indicator", [:]), "(document 2: spec.objectives[0].indicator)"),
      (Self.with("timeSliceTarget", "0.95"), "(document 2: spec.objectives[0].timeSliceTarget)"),
      (Self.with("timeSliceWindow", "1m"), "(document 2: spec.objectives[0].timeSliceWindow)"),
      (Self.with("op", "lt"), "(document 2: spec.objectives[0].op)"),
      (Self.with("value", 500), "(document 2: spec.objectives[0].value)"),
    ] as [((inout [String: JSON]) -> Void, String)] {
      let read = try OpenSLOReading(documents: [Self.service, Self.objective(change)], today: Self.today)
      #expect(read.services.isEmpty && read.said.contains { $0.contains(words) }, "\(read.said)")
    }
  }

  private static func begins(_ duration: String, _ start: String) -> (inout [String: JSON]) -> Void {
    { spec in
      spec["timeWindow"] = [
        ["duration": .string(duration), "calendar": ["startTime": .string(start), "timeZone": "Europe/Berlin"]]
      ]
    }
  }

  private static func with(_ key: String, _ value: JSON) -> (inout [String: JSON]) -> Void {
    { $0["objectives"] = [.object(["target": "0.9", key: value])] }
  }

  @Test("what is taken says what of it is not kept, and by which name")
  func taken() throws {
    let labelled: JSON = [
      "apiVersion": "openslo/v1", "kind": "Service",
      "metadata": ["name": "mail", "labels": ["team": "x"], "displayName": "Mail"],
    ]
    let table: [([JSON], String)] = [
      ([Self.objective()], "there is no Service mail in the file; it is taken by its name"),
      ([[Self.service, Self.objective()]], "SLO mail-up (document 1[1])"),
      ([labelled, Self.objective()], "metadata.labels is not kept"),
      ([labelled, Self.objective()], "metadata.displayName is not kept"),
      ([Self.objective(noted: ["openslo.com/key1": "v"])], "metadata.annotations.openslo.com/key1 is not kept"),
      ([Self.objective { $0["description"] = "x" }], "spec.description is not kept"),
      ([Self.objective { $0["alertPolicies"] = ["x"] }], "spec.alertPolicies is not kept"),
      ([Self.objective { $0["budgetingMethod"] = "Timeslices" }], "by time and not by Timeslices"),
      (
        [Self.service, Self.objective(), Self.objective()],
        "SLO mail-up is left out (document 3: spec.service): SLO mail-up (document 2) is of the service mail, too"
      ),
    ]
    for (documents, words) in table {
      let read = try OpenSLOReading(documents: documents, today: Self.today)
      #expect(read.services.map(\.service) == ["mail"] && read.services.first?.steps.count == 1)
      #expect(read.said.contains { $0.contains(words) }, "\(words): \(read.said)")
    }
    let named = try OpenSLOReading(
      documents: [
        Self.objective(noted: ["mainstay.dev/calendar": "desk"], Self.begins("1Y", "2028-01-01 00:00:00"))
      ], today: Self.today)
    #expect(
      named.named.map(\.place) == [
        "document 1: spec.timeWindow[0].calendar.timeZone", "document 1: metadata.annotations.mainstay.dev/calendar",
      ])
    #expect(named.services.first?.steps.first?.from.iso8601 == "2028-01-01")
    #expect(try OpenSLOReading(documents: [], today: Self.today).services.isEmpty)
  }

  @Test("a document of another version has one fault, whatever else it holds", arguments: ["openslo/v1alpha", "foo"])
  func versions(_ version: String) {
    #expect(
      throws: MainstayError.invalid([
        .init("document 1: apiVersion", "is \(version); only openslo/v1 is read")
      ])
    ) {
      try OpenSLOReading(
        documents: [["apiVersion": .string(version), "kind": "SLO", "spec": ["foo": 1]]], today: Self.today)
    }
  }

  @Test("faults name their document and field")
  func faults() throws {
    var old = Self.service.objectValue ?? [:]
    old["apiVersion"] = "openslo/v1alpha"
    var named = Self.service.objectValue ?? [:]
    named["metadata"] = ["name": "Mail & Print"]
    let table: [([JSON], String)] = [
      ([.object(old)], "document 1: apiVersion"), ([.object(named)], "document 1: metadata.name"),
      (["words"], "document 1"), ([["words"]], "document 1[0]"),
      ([[Self.service, Self.objective { $0["foo"] = 1 }]], "document 1[1]: spec.foo"),
      ([Self.objective { $0["service"] = [] }], "document 1: spec.service"),
      ([Self.objective { $0["budgetingMethod"] = "Foo" }], "document 1: spec.budgetingMethod"),
      ([Self.objective { $0["indicatorRef"] = "x" }], "document 1: spec.indicatorRef"),
      (
        [Self.objective { $0["indicator"] = ["spec": ["ratioMetric": ["good": [:], "bad": [:], "total": [:]]]] }],
        "document 1: spec.indicator.spec.ratioMetric.bad"
      ),
      (
        [Self.objective { $0["objectives"] = [["target": "0.9", "valu": 3]] }], "document 1: spec.objectives[0].valu"
      ),
      (
        [Self.objective(noted: ["mainstay.dev/frm": "2026-07-01"])],
        "document 1: metadata.annotations.mainstay.dev/frm"
      ),
      (
        [Self.objective(noted: ["mainstay.dev/from": "soon"])],
        "document 1: metadata.annotations.mainstay.dev/from"
      ),
      (
        [Self.objective { $0["timeWindow"] = [["duration": "1M", "calendar": ["startTime": "noon"]]] }],
        "document 1: spec.timeWindow[0].calendar.startTime"
      ),
      ([Self.service, Self.objective { $0["timeWindow"] = [] }], "document 2: spec.timeWindow"),
      (
        [Self.service, Self.objective { $0["timeWindow"] = [["duration": "soon"]] }],
        "document 2: spec.timeWindow[0].duration"
      ),
      (
        [Self.service, Self.objective { $0["objectives"] = [["target": "1"]] }], "document 2: spec.objectives[0].target"
      ),
      (
        [Self.service, Self.objective { $0["objectives"] = [["target": "most"]] }],
        "document 2: spec.objectives[0].target"
      ),
      (
        [Self.service, Self.objective { $0["objectives"] = [["targetPercent": 100]] }],
        "document 2: spec.objectives[0].targetPercent"
      ),
      ([Self.service, Self.objective { $0["indicator"] = nil }], "document 2: spec.indicator"),
      (
        [Self.service, Self.objective { ($0["indicator"], $0["indicatorRef"]) = (nil, "none") }],
        "document 2: spec.indicatorRef"
      ),
      ([["apiVersion": "openslo/v1", "kind": "Wish", "metadata": ["name": "x"]]], "document 1: kind"),
    ]
    for (documents, path) in table {
      do throws(MainstayError) {
        _ = try OpenSLOReading(documents: documents, today: Self.today)
        Issue.record("\(path) was taken")
      } catch {
        guard case .invalid(let faults) = error else { throw error }
        #expect(faults.map(\.path).contains(path), "\(faults)")
      }
    }
  }
}
