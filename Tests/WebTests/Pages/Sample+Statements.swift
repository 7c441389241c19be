import Components
import Kernel
import Statements
import StatementsPages
import StatementsUseCases

extension Sample {
  private static let issuedAt = at("2025-07-01T09:00:00+02:00")

  private static let statedObjective: JSON = [
    "name": "first <response> & more", "metric": "firstResponse", "met": 199, "breached": 1, "open": 4, "share": 9950,
    "interval": ["low": 9722, "high": 9992], "withoutExclusions": ["share": 9901], "undoneByExclusions": 1,
  ]
  private static let statedBreach: JSON = [
    "ticket": "INC-1024", "objective": "first <response> & more", "cycle": 2, "due": "2025-06-02T08:00:00.000Z",
    "elapsed": 5_400_000, "target": 3_600_000, "whole": 9_000_000,
    "time": [
      ["holder": "team:<desk>", "counted": 5_400_000, "uncounted": 0],
      ["holder": "closed", "counted": 0, "uncounted": 3_600_000],
    ],
  ]
  private static let statedExclusions: JSON = [
    [
      "ticket": "INC-7", "from": "2025-06-02T08:00:00.000Z", "to": "2025-06-02T09:00:00.000Z",
      "reason": "delay <by> the customer", "approvedBy": "person/0199-mo",
    ],
    [
      "agreement": "standard", "version": 2, "from": "2025-06-03T08:00:00.000Z", "to": "2025-06-03T09:00:00.000Z",
      "reason": "maintenance", "approvedBy": "system:test",
    ],
  ]
  private static let statedDisputes: JSON = [
    ["name": "DSP-1", "ticket": "INC-7", "objective": "resolution", "state": "open"]
  ]

  private static let statedMeasures: JSON = [
    [
      "name": "first <contact>", "measure": "first-contact-resolution", "unit": "share", "period": "2025-06",
      "zone": "Europe/Paris", "numerator": 31, "denominator": 40, "leftOut": 1, "pending": 2, "share": 7750,
      "interval": ["low": 6250, "high": 8768], "verdict": "reached", "settlesAt": "2025-07-07T22:00:00.000Z",
      "samples": 1, "versions": [2],
      "targets": [
        [
          "target": "75%", "when": ["priority": ["P1", "P2"]], "numerator": 31, "denominator": 40,
          "verdict": "reached",
        ]
      ],
    ],
    [
      "name": "backlog", "measure": "backlog", "unit": "tickets", "period": "2025-06", "zone": "Europe/Paris",
      "numerator": 372, "denominator": 612, "leftOut": 0, "pending": 0, "samples": 30, "mean": "12.40",
      "verdict": "missed", "versions": [1, 2],
      "targets": [
        ["target": "12", "numerator": 372, "denominator": 612, "verdict": "missed", "missedBy": 1]
      ],
    ],
  ]
  private static let statedAvailability: JSON = [
    [
      "name": "payments <eu>", "period": "2025-06", "zone": "Europe/Paris", "target": "99.95",
      "availability": "99.822917", "met": false, "promise": 2, "calendar": 3, "unsettled": true,
      "seconds": ["bad": "4590", "budgetLeft": "-3294"],
      "rule": ["uncovered": "up", "unknown": "excluded", "degraded": "0.5", "maintenance": "excluded"],
      "stated": ["number": 1, "availability": "99.9"],
      "ledger": [
        [
          "from": "2025-06-08T10:00:00.000Z", "to": "2025-06-08T11:01:00.000Z", "kind": "down", "counted": "3660",
          "rule": "down counts in full", "outages": ["OUT-3"],
        ],
        [
          "from": "2025-06-10T10:00:00.000Z", "to": "2025-06-10T10:45:00.000Z", "kind": "excluded", "counted": "0",
          "rule": "left out on both sides", "reason": "planned <maintenance>, OUT-5", "outages": ["OUT-5"],
        ],
      ],
    ]
  ]

  private static func figures(empty: Bool) -> JSON {
    guard !empty else { return ["tickets": 0, "objectives": [], "breaches": [], "exclusions": [], "disputes": []] }
    return [
      "tickets": 204, "confidentialTickets": 2, "undecidedTickets": 1, "objectives": [statedObjective],
      "breaches": [statedBreach], "exclusions": statedExclusions, "disputes": statedDisputes,
      "measures": statedMeasures, "availability": statedAvailability, "credits": 0,
    ]
  }

  private static func stated(_ number: Int?, empty: Bool = false, supersedes: JSON? = nil) -> Statement {
    let agreement: JSON = ["key": "standard", "name": "Standard & <more>", "versions": [["version": 2]]]
    let period: JSON = [
      "month": "2025-06", "zone": "Europe/Paris", "from": "2025-05-31T22:00:00.000Z", "to": "2025-06-30T22:00:00.000Z",
    ]
    let body = JSON.members([
      "format": "mainstay-statement", "version": 2, "number": number.map { .integer(Int64($0)) },
      "standing": number == nil ? "provisional" : "issued", "agreement": agreement, "period": period,
      "asOf": .instant(issuedAt), "journal": ["checkpoint": 1204], "figures": figures(empty: empty),
      "absent": ["credits": "Not computed: <this> version knows no credits."], "supersedes": supersedes,
    ])
    guard let statement = Statement(body: body) else { fatalError("that is no statement") }
    return statement
  }

  private static func shown(_ number: Int, successor: Int? = nil, supersedes: JSON? = nil) -> StatementShown {
    let signed = SignedStatement(
      stated(number, supersedes: supersedes), digest: String(repeating: "0a", count: 32),
      key: String(repeating: "1b", count: 32), signature: String(repeating: "2c", count: 64))
    return StatementShown(
      StatementRow(
        id: RecordID("0199-s\(number)"), number: number, signed: signed, issuedAt: issuedAt, issuedBy: "0199-mo",
        supersedes: supersedes == nil ? nil : number - 1), successor: successor, people: ["0199-mo": "Mo & <Co>"])
  }

  private static func title(_ number: Int, successor: Int? = nil, supersedes: Int? = nil) -> StatementTitle {
    StatementTitle(
      number, of: "standard", named: "Standard & <more>", month: "2025-05", issuedAt: issuedAt, by: "Mo & <Co>",
      supersedes: supersedes, successor: successor)
  }

  private static let statedChanges: JSON = [
    "number": 1, "reason": "DSP-1 was <upheld>.", "changesInAll": 9,
    "changes": [
      ["figure": "objectives[first <response>].breached", "before": 1, "after": 0],
      ["figure": "breaches[0]", "before": ["name": "INC-7, first <response>, cycle 1"]],
    ],
  ]

  fileprivate static let statements = StatementsPage(
    .init(
      statements: [title(2, supersedes: 1), title(1, successor: 2)], unreadable: ["statement 9: it is odd"],
      next: 1), agreement: "standard", lastMonth: "2025-06",
    form: FormState(["month": "soon"], faults: [FieldFault("month", "is a month like 2026-11")]),
    pager: Pager(shows: "2 statements", next: "/statements?below=1"))
  fileprivate static let noStatements = StatementsPage(
    .init(statements: []), lastMonth: "2025-06", pager: Pager(shows: "0 statements"))
  fileprivate static let statement = StatementPage(
    shown(2, supersedes: statedChanges), form: FormState(faults: [FieldFault("reason", "must not be empty")]))
  fileprivate static let statementSuperseded: StatementPage = {
    var page = StatementPage(shown(1, successor: 2))
    page.lacksPDF = "PDF needs a package that <is> not here."
    return page
  }()
  fileprivate static let statementAhead = StatementPage(
    ahead: .init(stated(nil, empty: true)))
}

extension Gallery {
  static let statements: [(name: String, page: any Page, role: Role)] = [
    ("statements", Sample.statements, .manager), ("statements-none", Sample.noStatements, .lead),
    ("statement", Sample.statement, .manager), ("statement-superseded", Sample.statementSuperseded, .lead),
    ("statement-ahead", Sample.statementAhead, .manager),
  ]
}
