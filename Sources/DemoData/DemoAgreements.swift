import Agreements
import AgreementsUseCases
import BusinessTime
import Kernel

/// What the demo company promises, and the hours in which it does.
enum DemoAgreements {
  /// - Parameter present: When the company has been lived: reviews are due some weeks behind it.
  static func drafts(at present: Instant? = nil) throws -> AgreementDrafts {
    AgreementDrafts(
      calendars: [
        "desk": try CalendarDefinition(json: desk(saturday: "09:00-13:00")),
        "always": try CalendarDefinition(json: always),
        "fernline": try CalendarDefinition(json: fernline),
      ],
      agreements: [
        try critical(response: "PT15M", at: present),
        AgreementTerms(key: "standard", agreement: try Agreement(json: standard)),
        try fax(),
      ])
  }

  /// What was promised of fax machines, until somebody ended it.
  private static func fax() throws -> AgreementTerms {
    var particulars = AgreementParticulars.none
    (particulars.kind, particulars.noticePeriod) = (.sla, NoticePeriod(90, .days))
    return AgreementTerms(
      key: "fax", agreement: try Agreement(json: ["name": "Fax machines", "objectives": [repair]]),
      scope: ["service": ["fax"]], particulars: particulars)
  }

  private static let repair: JSON = [
    "name": "resolution", "metric": "resolution", "calendar": "desk", "target": "P5D",
  ]

  /// What the lead proposes: an agreement for the nights, which there is none of yet.
  static func nights() throws -> AgreementDrafts {
    var particulars = AgreementParticulars.none
    particulars.kind = .ola
    (particulars.provider, particulars.customer) = (.init(.team, "network"), .init(.team, "service-desk"))
    return AgreementDrafts(agreements: [
      AgreementTerms(
        key: "nights", agreement: try Agreement(json: ["name": "Nights at the warehouse", "objectives": [repair]]),
        scope: ["service": ["warehouse"], "category": ["scanner"]], particulars: particulars)
    ])
  }

  /// What the lead proposed and took back.
  static func tills() throws -> AgreementDrafts {
    AgreementDrafts(agreements: [
      AgreementTerms(
        key: "tills", agreement: try Agreement(json: ["name": "Tills on Sundays", "objectives": [repair]]),
        scope: ["service": ["tills"]])
    ])
  }

  /// What is promised of critical services, and what the agreement says of itself.
  private static func critical(response: JSON, at present: Instant?) throws -> AgreementTerms {
    var particulars = AgreementParticulars.none
    particulars.kind = .sla
    (particulars.provider, particulars.customer) = (.init(.team, "service-desk"), .init(.name, "Warehouses and shops"))
    particulars.signatories = [
      .init(name: "Marc Dubois", role: "Service-level manager", side: .provider),
      .init(name: "Sabine Vogt", role: "Head of logistics", side: .customer),
    ]
    particulars.scopeWords = "What the warehouses and the shops cannot do without: scanners, labels and card payments."
    particulars.clauses = [
      .init(name: "9.2", text: "Maintenance that was announced two days before counts for no ticket.")
    ]
    particulars.assumptions = ["There are at most 40 tickets a day."]
    particulars.documents = [
      .init(title: "Framework contract", link: "https://contracts.alder.example/2026/017")
    ]
    particulars.noticePeriod = NoticePeriod(3, .months)
    if let present {
      particulars.reviewDate = CivilDate(daysSince1970: Int(present.milliseconds / 86_400_000) + 21)
    }
    return AgreementTerms(
      key: "critical", agreement: try Agreement(json: critical(response: response)),
      scope: ["service": ["warehouse", "payments"]], particulars: particulars)
  }

  /// The second versions: Saturdays an hour longer, and a quicker first response to the worst.
  static func revised(at present: Instant? = nil) throws -> AgreementDrafts {
    AgreementDrafts(
      calendars: ["desk": try CalendarDefinition(json: desk(saturday: "09:00-14:00"))],
      agreements: [try critical(response: "PT10M", at: present)])
  }

  /// What the lead proposes: longer Saturdays.
  static func longSaturdays() throws -> AgreementDrafts {
    AgreementDrafts(calendars: ["desk": try CalendarDefinition(json: desk(saturday: "09:00-17:00"))])
  }

  /// What the lead proposes: an answer to the worst that is quicker still.
  static func quickAnswers(at present: Instant? = nil) throws -> AgreementDrafts {
    AgreementDrafts(agreements: [try critical(response: "PT5M", at: present)])
  }

  /// What the manager offers the warehouses: a quicker resolution of the second priority.
  static func quickerResolution(at present: Instant) throws -> AgreementDrafts {
    var terms = try critical(response: "PT10M", at: present)
    if let place = terms.agreement.objectives.firstIndex(where: { $0.name == "resolution" }) {
      terms.agreement.objectives[place].targets[1].length = .open(ISO8601Duration(time: .hours(6)))
    }
    return AgreementDrafts(agreements: [terms])
  }

  private static func desk(saturday: JSON) -> JSON {
    [
      "timeZone": "Europe/Berlin", "workingDay": "PT10H", "horizon": "2027-12-31",
      "weekly": [
        "mon": ["08:00-18:00"], "tue": ["08:00-18:00"], "wed": ["08:00-18:00"], "thu": ["08:00-18:00"],
        "fri": ["08:00-18:00"], "sat": [saturday],
      ],
      "closures": [
        ["from": "12-24", "to": "01-01", "name": "Year's end"], ["from": "05-01", "to": "05-01", "name": "Labour Day"],
        ["from": "10-03", "to": "10-03", "name": "German Unity Day"],
      ],
    ]
  }

  private static let always: JSON = [
    "timeZone": "Europe/Berlin",
    "weekly": [
      "mon": ["00:00-24:00"], "tue": ["00:00-24:00"], "wed": ["00:00-24:00"], "thu": ["00:00-24:00"],
      "fri": ["00:00-24:00"], "sat": ["00:00-24:00"], "sun": ["00:00-24:00"],
    ],
  ]

  private static let fernline: JSON = [
    "timeZone": "Europe/Paris", "workingDay": "PT8H",
    "weekly": [
      "mon": ["08:30-12:00", "13:30-18:00"], "tue": ["08:30-12:00", "13:30-18:00"],
      "wed": ["08:30-12:00", "13:30-18:00"],
      "thu": ["08:30-12:00", "13:30-18:00"], "fri": ["08:30-12:00", "13:30-17:00"],
    ],
  ]

  private static func critical(response: JSON) -> JSON {
    [
      "name": "Critical services", "pauseReasons": ["awaiting-requester", "awaiting-vendor"],
      "objectives": [
        [
          "name": "first response", "metric": "firstResponse", "calendar": "always",
          "targets": [["when": ["priority": "P1"], "target": response], ["target": "PT1H"]], "thresholds": ["75%"],
          "compliance": "95%",
        ],
        [
          "name": "progress", "metric": "update", "calendar": "always",
          "targets": [["when": ["priority": ["P1", "P2"]], "target": "PT4H"]],
        ],
        [
          "name": "resolution", "metric": "resolution", "calendar": "always",
          "targets": [
            ["when": ["priority": "P1"], "target": "PT4H"], ["when": ["priority": "P2"], "target": "PT8H"],
            ["target": "PT24H"],
          ], "pauseReasons": ["awaiting-requester"], "thresholds": ["50%", "75%", "-PT30M", "+PT1H"],
          "compliance": "90%",
        ],
        [
          "name": "network OLA", "metric": "teamHolding", "calendar": "always", "team": "network", "target": "PT3H",
          "thresholds": ["75%"], "compliance": "80%",
        ],
        [
          "name": "Fernline contract", "metric": "vendorHolding", "calendar": "fernline", "vendor": "fernline",
          // Waiting for the vendor is what it measures.
          "target": "PT6H", "pauseReasons": ["awaiting-requester"], "compliance": "80%",
        ],
      ],
    ]
  }

  private static let standard: JSON = [
    "name": "Standard service", "pauseReasons": ["awaiting-requester", "awaiting-vendor", "awaiting-parts"],
    "objectives": [
      [
        "name": "first response", "metric": "firstResponse", "calendar": "desk",
        "targets": [["when": ["priority": ["P1", "P2"]], "target": "PT1H"], ["target": "PT4H"]], "thresholds": ["75%"],
        "compliance": "75%",
      ],
      ["name": "next response", "metric": "nextResponse", "calendar": "desk", "target": "PT4H"],
      [
        "name": "resolution", "metric": "resolution", "calendar": "desk",
        "targets": [
          ["when": ["priority": "P1"], "target": "PT6H"], ["when": ["priority": "P2"], "target": "PT10H"],
          ["when": ["priority": "P3"], "target": "P3D"], ["target": "P5D"],
        ], "thresholds": ["50%", "75%", "-PT1H"], "compliance": "85%",
      ],
      [
        "name": "fulfilment", "metric": "fulfilment", "calendar": "desk", "target": "P5D", "thresholds": ["75%"],
        "compliance": "80%",
      ],
      ["name": "assignment", "metric": "assignment", "calendar": "desk", "target": "PT2H"],
      [
        "name": "vendor acknowledgement", "metric": "acknowledgement", "calendar": "desk", "target": "PT2H",
        "pauseReasons": [],
      ],
    ],
    "measures": [
      [
        "name": "requests fulfilled", "measure": "fulfilment-rate", "calendar": "desk", "within": "P5D",
        "target": "80%", "compliance": "75%",
      ],
      [
        "name": "first contact", "measure": "first-contact-resolution", "by": "firstTeam",
        "targets": [["when": ["priority": ["P1", "P2"]], "target": "40%"], ["target": "60%"]],
      ],
      ["name": "reopened", "measure": "reopen-rate", "within": "P7D", "target": "8%", "compliance": "75%"],
      ["name": "backlog", "measure": "backlog", "calendar": "desk", "olderThan": "P5D", "target": 12],
    ],
  ]
}
