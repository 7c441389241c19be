import Agreements
import Editors
import Kernel
import Testing

@Suite("An agreement as somebody types it, objective by objective", .timeLimit(.minutes(10)))
struct AgreementFormTests {
  private static let known = KnownConditions(
    [.init("organisation", "customer"), .init("priority", "priority")],
    [
      .init("priority", "P1", "Critical"), .init("priority", "P2", "High"), .init("organisation", "north", "Northwind"),
      .init("service", "mail"), .init("category", "mail"),
    ])

  private static func condition(_ attribute: String, _ values: String...) -> Condition {
    Condition(attribute, anyOf: values)
  }

  @Test(
    "conditions are read as people write them",
    arguments: [
      ("", []), ("priority is P1", [condition("priority", "P1")]),
      ("Priority is critical or P2", [condition("priority", "P1", "P2")]),
      ("P1, High", [condition("priority", "P1", "P2")]), ("customer: Northwind", [condition("organisation", "north")]),
      ("service is mail; priority = P2", [condition("priority", "P2"), condition("service", "mail")]),
      ("service is \"mail; or post\"", [condition("service", "mail; or post")]),
      ("tier is gold", [condition("tier", "gold")]),
    ])
  func conditions(_ text: String, _ meant: [Condition]) throws {
    #expect(try ConditionText.read(text, Self.known) == meant)
    #expect(try ConditionText.read(ConditionText.text(meant), Self.known) == meant)
  }

  @Test(
    "and said to be unclear where they could mean two things",
    arguments: [
      "mail", "something", "P1 or Northwind", "priority is", "priority is P1; priority is P2", "priority is P1 or P1",
      "a is \"b",
    ])
  func unclear(_ text: String) {
    #expect(throws: ConditionText.Unclear.self) { try ConditionText.read(text, Self.known) }
  }

  @Test(
    "lengths and warnings come back as the words that say them",
    arguments: [
      ("PT4H", "4 h"), ("P1DT2H30M", "1 d 2 h 30 min"), ("PT90M", "1 h 30 min"), ("PT30S", "PT30S"), ("P3D", "3 d"),
    ])
  func lengths(_ iso: String, _ words: String) throws {
    let length = TargetLength.open(try ISO8601Duration(parsing: iso))
    #expect(TargetText.text(length) == words && TargetText.read(words) == length)
    let rung = try Rung(parsing: "-" + iso)
    #expect(RungText.read(RungText.text(rung))?.position == rung.position)
  }

  @Test("other lengths and warnings")
  func others() throws {
    #expect(TargetText.read("30 calendar days") == .localDays(30) && TargetText.text(.localDays(1)) == "1 calendar day")
    #expect(TargetText.read("4") == nil && TargetText.read("0 calendar days") == nil && TargetText.read("") == nil)
    let table = [
      ("75 %", "75%"), ("1 h before", "-PT1H"), ("30 min after", "+PT30M"),
      ("1 d before by the wall clock", "-P1D wall"),
    ]
    for (words, rung) in table { #expect(RungText.read(words)?.text == rung, "\(words)") }
    #expect(RungText.read("soon") == nil && RungText.read("h before") == nil)
    for text in ["75%", "-PT1H", "+PT30M", "-P1D wall", "99.50%", "-PT60M", "+PT1H30S"] {
      #expect(RungText.read(RungText.text(try Rung(parsing: text)))?.text == text, "\(text)")
    }
  }

  private static let every: JSON = [
    "name": "Every clause", "pauseReasons": ["awaiting-requester", "left-over"],
    "objectives": [
      [
        "name": "resolution", "metric": "resolution", "calendar": "office", "stopAt": "closed", "reopen": "countAll",
        "onChange": "restart", "pauseReasons": [], "thresholds": ["50%", "-PT1H wall", "+PT30M"], "compliance": "99.5%",
        "targets": [
          ["when": ["priority": ["P1", "P2"], "service": "mail"], "target": "PT4H"],
          ["when": ["service": "a; b or c"], "target": "P30D", "days": "local"], ["target": "P1DT4H"],
        ],
      ],
      [
        "name": "team", "metric": "teamHolding", "team": "network", "calendar": "always",
        "targets": [["target": "PT3H"]],
      ],
      [
        "name": "vendor", "metric": "vendorHolding", "vendor": "fernline", "calendar": "always",
        "targets": [["target": "PT3H"]],
      ],
    ],
  ]

  @Test("every clause of a file comes back from its form")
  func everyClause() throws {
    let scoped = ScopedAgreement(
      try Agreement(json: Self.every), scope: ["service": ["mail", "pay or play"], "tier": ["gold"]])
    let form = AgreementForm(scoped)
    #expect(!form.keepsScope && form.objectives.allSatisfy { $0.kept.isEmpty })
    #expect(try form.agreement(known: Self.known, base: nil) == scoped)
  }

  @Test("what no form can say is kept as it stands, and said to be")
  func unusual() throws {
    var agreement = try Agreement(json: Self.every)
    let odd = Condition("service", anyOf: ["two\nlines", " blank", "a \"quote\""])
    agreement.objectives[1].targets = [Target(when: [odd], length: .open(.init(time: .hours(1))))]
    agreement.objectives[2].targets = (1...60).map {
      Target(when: [Condition("priority", anyOf: ["P\($0)"])], length: .localDays(Int64($0)))
    }
    let scoped = ScopedAgreement(agreement, scope: ["service": [" blank"]])
    var form = AgreementForm(scoped)
    #expect(form.keepsScope && form.objectives.map(\.kept) == ["", "team", "vendor"])
    #expect(try form.agreement(known: Self.known, base: scoped) == scoped)
    // Something else is changed: what is kept is not.
    form.name = "Another name"
    form.objectives[0].share = "90"
    let changed = try form.agreement(known: Self.known, base: scoped)
    #expect(changed.scope == scoped.scope && changed.agreement.objectives[1...] == agreement.objectives[1...])
    #expect(changed.agreement.objectives[0].compliance == PromisedShare(parsing: "90%"))
    // Gone from the version in force: nothing is guessed.
    agreement.objectives.removeLast()
    let without = ScopedAgreement(agreement, scope: scoped.scope)
    #expect(throws: MainstayError.self) { try form.agreement(known: Self.known, base: without) }
  }

  @Test("what is counted over many tickets is kept as it stands in the version in force")
  func measures() throws {
    var json = Self.every.objectValue ?? [:]
    json["measures"] = [
      ["name": "reopened", "measure": "reopen-rate", "calendar": "always", "within": "PT80H", "target": "8%"],
      ["name": "left", "measure": "backlog", "target": 12],
    ]
    let scoped = ScopedAgreement(try Agreement(json: .object(json)), scope: [:])
    var form = AgreementForm(scoped)
    #expect(try form.agreement(known: Self.known, base: scoped) == scoped)
    form.name = "Another name"
    #expect(try form.agreement(known: Self.known, base: scoped).agreement.measures == scoped.agreement.measures)
    #expect(form.field("measures[0].name") == "objectives")
  }

  @Test("each fault stands at its field")
  func faults() {
    let form = AgreementForm(
      name: " ", scope: [.init(value: "P1"), .init(attribute: "priority"), .init()],
      objectives: [
        ObjectiveForm(
          share: "110%", targets: [.init(when: "mail", length: "4"), .init(length: "4 h"), .init(length: "8 h")],
          rungs: ["soon"]),
        ObjectiveForm(name: "kept", kept: "kept"),
        ObjectiveForm(name: "empty", metric: "odd", calendar: "office", targets: []),
      ])
    do {
      _ = try form.agreement(known: Self.known, base: nil)
      Issue.record("it is taken")
    } catch MainstayError.invalid(let faults) {
      #expect(
        faults.map(\.path) == [
          "name", "scope.0.attribute", "scope.1.value", "objectives.0.name", "objectives.0.calendar",
          "objectives.0.targets.0.when", "objectives.0.targets.0.length", "objectives.0.targets.2.when",
          "objectives.0.rungs.0.at", "objectives.0.share", "objectives.1.kept", "objectives.2.metric",
          "objectives.2.targets",
        ])
    } catch {
      Issue.record(error)
    }
  }

  @Test("objectives are added, moved, taken out and put back; faults lead to those that stand")
  func edits() throws {
    var form = AgreementForm(ScopedAgreement(try Agreement(json: Self.every), scope: [:]))
    form.edit("out.0", calendar: "office")
    #expect(form.standing.map(\.objective.name) == ["team", "vendor"])
    #expect(form.field("objectives[0].calendar") == "objectives.1.calendar")
    #expect(form.field("objectives[1].targets[0].target") == "objectives.2.targets.0.length")
    #expect(form.field("objectives[0].thresholds[1]") == "objectives.1.rungs.1.at")
    form.edit("back.0", calendar: "office")
    form.edit("down.0", calendar: "office")
    form.edit("add", calendar: "office")
    #expect(
      form.objectives.map(\.name) == ["team", "resolution", "vendor", ""] && form.objectives[3].calendar == "office")
    let before = form
    for act in ["up.0", "down.3", "out.9", "", "take"] { form.edit(act, calendar: "office") }
    #expect(form == before)
  }
}
