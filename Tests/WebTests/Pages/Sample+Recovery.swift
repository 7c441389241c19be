import Components
import ImportUseCases
import Kernel
@testable import Recovery
import RecoveryPages
@testable import RecoveryUseCases

extension Sample {
  private static var recovered: RecoveryRun {
    var run = RecoveryRun(
      id: RecordID("0199"), name: "cases <2016>.csv", digest: hash,
      settings: RecoverySettings(
        columns: CaseColumns(
          opened: "OPEN <DT>", due: "due", stopped: "closed", verdict: .init(column: "kept", met: "<yes>"),
          classes: ["kind", "queue"]), zone: "Europe/Paris", order: .dayFirst, pattern: "dd/MM/yyyy HH:mm"),
      begunAt: at("2025-06-03T09:00:00Z"), begunBy: "x")
    run.endedAt = at("2025-06-03T09:01:00Z")
    run.found = RecoveryFound(
      cases: 1000, explained: 990,
      body: [
        "recovered": [
          "rules": [
            [
              "class": ["kind": "mail <b>", "queue": "one"], "calendar": "cases-hours", "target": "PT4H", "days": nil,
              "stopAt": "closed", "pauses": ["awaiting <x>"], "from": nil, "to": "2025-05-01T00:00:00Z", "cases": 900,
              "explained": 895, "fitsFrom": .decimal("14100.5"), "fitsTo": 14_700, "others": ["1 local days"],
            ],
            [
              "class": [:], "calendar": "cases-around-the-clock", "target": "P3D", "days": "local",
              "stopAt": "closed", "pauses": [], "from": "2025-05-01T00:00:00Z", "to": nil, "cases": 2,
              "explained": 2, "fitsFrom": nil, "fitsTo": nil, "others": [],
            ],
          ],
          "calendars": [
            "cases-hours": [
              "timeZone": "Europe/Paris", "weekly": ["mon": ["09:00-12:00", "13:00-17:00"], "tue": ["09:00-17:00"]],
              "closures": [["date": "2025-05-01"]],
            ]
          ], "undecided": ["Nothing says <what> holds at night."],
        ],
        "holding": [
          "cases": 1000, "due": ["compared": 1000, "explained": 990], "verdict": ["compared": 0, "explained": 0],
          "without": 1,
        ],
        "notes": ["Read as missed: <late> (1)."],
      ], file: "calendars: {}\n")
    run.examples = [
      [
        "line": 7, "class": ["kind": "mail <b>"], "opened": "2025-04-01T09:00:00Z",
        "due": ["recorded": "2025-04-01T15:00:00Z", "rule": "2025-04-01T13:00:00Z"],
        "met": ["recorded": true, "rule": false],
      ],
      [
        "line": 9, "class": [:], "opened": "2025-04-01T09:00:00Z", "due": ["recorded": nil, "rule": nil],
        "met": ["recorded": true, "rule": false],
      ],
    ]
    return run
  }

  private static func watched(_ standing: RecoveryStanding, found: Bool = false) -> WatchedRecovery {
    var run = recovered
    if !found { (run.found, run.examples, run.endedAt) = (nil, nil, nil) }
    return WatchedRecovery(run, begunBy: "Mo <Lang>", standing)
  }

  private static func listed(_ standing: RecoveryStanding, proposal: RecordID? = nil) -> ListedRecovery {
    ListedRecovery(
      RecoveryTitle(
        id: RecordID("0199"), name: "cases <2016>.csv", begunAt: at("2025-06-03T09:00:00Z"), begunBy: "Mo <Lang>",
        cases: standing == .found ? 1000 : nil, explained: standing == .found ? 990 : nil, proposal: proposal), standing
    )
  }

  private static let firstLook = FirstLook(
    columns: [
      .init(
        "OPEN <DT>", samples: ["3/4/2025 09:00"], filled: 10,
        times: .init(
          form: "with slashes", order: .open("3/4/2025 09:00"), offsets: .none, others: 1, other: "<soon>")),
      .init("due", samples: ["13/4/25 09:00"], filled: 10, needsForm: true),
      .init("kept", samples: ["<yes>"], filled: 10, values: ["<yes>": 8, "no": 2]), .init(""),
    ], rows: 20_000, isWhole: false, delimiter: "|", encoding: "Windows-1252", isPacked: true,
    notes: ["Letters are read as Windows-1252, as they are no UTF-8."])

  private static let cases = CasesPage(
    firstLook, name: "cases <2016>.csv", key: hash,
    form: FormState(
      ["opened": "OPEN <DT>", "verdict": "2:<yes>", "zone": "<Paris>"],
      faults: [FieldFault("classes", "name a column twice"), FieldFault("", "line 2, due: <x> is no time")]),
    zones: ["UTC"])

  fileprivate static var recoveryPages: [(name: String, page: any Page, role: Role)] {
    var checked = RecoveryPage(watched(.found, found: true), form: FormState(["title": "So <so>"]))
    checked.checked = ("next <1>.csv", RuleBook.Holding())
    checked.form.faults = [FieldFault("title", "is too long")]
    var refused = RecoveryPage(watched(.found, found: true))
    refused.checkForm.faults = [FieldFault("file", "choose a file")]
    var adopted = watched(.found, found: true)
    (adopted.run.proposal, adopted.run.examples) = (RecordID("0198"), nil)
    return [
      (
        "recover",
        RecoverPage(
          form: FormState(faults: [FieldFault("file", "choose a file")]),
          rows: [
            listed(.found), listed(.found, proposal: RecordID("0198")), listed(.underWay(share: 0.3, words: nil)),
            listed(.stopped(by: nil)),
          ], unreadable: ["recovery 0199: column settings"]), .manager
      ),
      ("recover-none", RecoverPage(), .manager), ("recover-cases", cases, .manager),
      (
        "recovery-under-way", RecoveryPage(watched(.underWay(share: 0.3, words: "looking for the hours"))), .manager
      ),
      ("recovery-elsewhere", RecoveryPage(watched(.underWay(share: nil, words: nil))), .manager),
      ("recovery-stopped", RecoveryPage(watched(.stopped(by: "It was stopped <so>."))), .manager),
      ("recovery-gone", RecoveryPage(watched(.stopped(by: nil))), .manager),
      ("recovery", checked, .manager), ("recovery-check-refused", refused, .manager),
      ("recovery-adopted", RecoveryPage(adopted), .manager),
    ]
  }
}

extension Gallery {
  static let recovery: [(name: String, page: any Page, role: Role)] = Sample.recoveryPages
}
