import Agreements
import AgreementsUseCases
import BusinessTime
import Kernel

/// What the demo company promises, and the hours in which it does.
enum DemoAgreements {
  static func drafts() throws -> AgreementDrafts {
    AgreementDrafts(
      calendars: [
        "desk": try CalendarDefinition(json: desk(saturday: "09:00-13:00")),
        "always": try CalendarDefinition(json: always),
        "fernline": try CalendarDefinition(json: fernline),
      ],
      agreements: [
        AgreementTerms(
          key: "critical", agreement: try Agreement(json: critical(response: "PT15M")),
          scope: ["service": ["warehouse", "payments"]]),
        AgreementTerms(key: "standard", agreement: try Agreement(json: standard)),
      ])
  }

  /// The second versions: Saturdays an hour longer, and a quicker first response to the worst.
  static func revised() throws -> AgreementDrafts {
    AgreementDrafts(
      calendars: ["desk": try CalendarDefinition(json: desk(saturday: "09:00-14:00"))],
      agreements: [
        AgreementTerms(
          key: "critical", agreement: try Agreement(json: critical(response: "PT10M")),
          scope: ["service": ["warehouse", "payments"]])
      ])
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
  ]
}
