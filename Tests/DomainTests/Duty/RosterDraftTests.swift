import Duty
import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct RosterDraftTests {
  private static let good = RosterDraft.Layer(
    name: "Days", people: ["kim", "lena"], every: 1, unit: "weeks", handover: "09:00", start: "2026-12-07",
    hours: ["mon-fri 08:00-18:00"])

  private static func person(_ name: String) -> Result<RecordID, RosterDraft.Unsuitable> {
    ["kim", "lena"].contains(name) ? .success(RecordID("id-" + name)) : .failure(.init("nobody is called \(name)"))
  }

  private func faults(_ draft: RosterDraft, knowing: Set<String> = []) -> [String] {
    do {
      _ = try draft.plan(knowing: knowing, person: RosterDraftTests.person)
      return []
    } catch {
      guard case .invalid(let faults) = error else { return ["\(error)"] }
      return faults.map(\.path)
    }
  }

  @Test func readsWhatIsTypedAndWritesItBack() throws {
    let draft = RosterDraft(
      name: "First line", timeZone: "Europe/Berlin", cover: ["daily 00:00-24:00"], layers: [RosterDraftTests.good],
      standby: "lena")
    let plan = try draft.plan(person: RosterDraftTests.person)
    #expect(plan.layers.map(\.key) == ["1-1"])
    #expect(plan.layers[0].people == [RecordID("id-kim"), RecordID("id-lena")])
    #expect(try RosterPlan(json: JSON(parsing: plan.json.canonical)) == plan)
    var expected = draft
    expected.layers[0].key = "1-1"
    #expect(RosterDraft(plan) { String($0.text.dropFirst(3)) } == expected)
  }

  @Test func layersKeepTheirKeysAndNewOnesGetNewOnes() throws {
    var kept = RosterDraftTests.good
    kept.key = "2"
    let draft = RosterDraft(name: "First", timeZone: "UTC", layers: [RosterDraftTests.good, kept])
    let plan = try draft.plan(edition: 3, knowing: ["1", "2"], person: RosterDraftTests.person)
    #expect(plan.layers.map(\.key) == ["3-1", "2"])
  }

  @Test func namesEveryFieldThatIsWrong() {
    var bad = RosterDraft.Layer(
      key: "9", name: "", people: ["nobody"], every: 0, unit: "years", handover: "25", start: "2026-02-30",
      until: "never", hours: ["sometimes"])
    #expect(
      faults(RosterDraft(name: " ", timeZone: "", cover: ["x"], layers: [bad], standby: "who")) == [
        "name", "timeZone", "cover[0]", "layers[0].key", "layers[0].name", "layers[0].people[0]", "layers[0].every",
        "layers[0].unit", "layers[0].handover", "layers[0].start", "layers[0].until", "layers[0].hours[0]", "standby",
      ])
    bad = RosterDraftTests.good
    bad.until = "2026-12-07"
    #expect(faults(RosterDraft(name: "a", timeZone: "UTC", layers: [bad])) == ["layers[0].until"])
    #expect(faults(RosterDraft(name: "a", timeZone: "UTC", layers: [])) == ["layers"])
    #expect(
      faults(RosterDraft(name: "a", timeZone: "UTC", layers: Array(repeating: RosterDraftTests.good, count: 11)))
        == ["layers"])
  }

  @Test func damagedPlansAreRefused() {
    for text in [
      "[]", "{}", #"{"name":"a","timeZone":"UTC","layers":[{}]}"#, #"{"name":"a","timeZone":"UTC","layers":[],"x":1}"#,
      #"{"name":"a","timeZone":"UTC","layers":[{"key":"1","name":"a","people":[],"every":1,"unit":"days","handover":1,"#
        + #""start":"2026-01-01"}]}"#,
      #"{"name":"a","timeZone":"UTC","layers":[],"cover":["x"]}"#,
    ] {
      #expect(throws: MainstayError.self) { try RosterPlan(json: JSON(parsing: text)) }
    }
  }
}
