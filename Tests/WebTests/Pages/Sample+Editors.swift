import BusinessTime
import Components
import Editors
import EditorsPages
import FirstSteps
import Kernel

extension Sample {
  private static func review(needsApproval: Bool) -> EditorReview {
    EditorReview(
      changes: [
        .init(
          name: "Agreement Gold <1>", versions: "version 2 becomes version 3",
          clauses: [ClauseChange("Resolution for P1", before: "4 h", after: "2 h")],
          remarks: ["No ticket can have <P9>."])
      ], digest: hash, needsApproval: needsApproval, key: "gold", file: "agreements:\n  gold: {}\n")
  }

  static let calendarEditor: CalendarEditorPage = {
    var page = CalendarEditorPage(
      key: nil, base: 0,
      form: FormState(
        ["timeZone": "Europe/Berlin", "key": "office"],
        faults: [FieldFault("mon.0.to", "is no time like 17:00"), FieldFault("closures.0.from", "is no day")]),
      calendar: CalendarForm(
        timeZone: "Europe/Berlin",
        days: [.monday: [.init(from: "08:00", to: "soon"), .init(from: "22:00", to: "06:00")]],
        closures: [
          ClosureRow(from: "<never>"), ClosureRow(from: "25 Dec", isYearly: true, name: "Christmas \"Day\""),
          ClosureRow(kept: #"{"name":"Thanks <1>","rule":"FREQ=YEARLY;BYMONTH=11;BYDAY=4TH","start":"2025-11-27"}"#),
        ], openings: [OpeningRow(day: "12 Dec 2026", hours: "09:00-13:00", name: "Stocktaking")]),
      zones: ["Europe/Berlin", "UTC"])
    page.found = [.init(row: "{}", words: "3 Oct 2026, Unity <Day>", isTaken: true)]
    page.remarks = ["Called <off> is left out"]
    page.unshown = ["45 more closures"]
    return page
  }()

  static let calendarReview: CalendarEditorPage = {
    var page = CalendarEditorPage(
      key: "office", base: 2, form: FormState(["timeZone": "UTC"]), calendar: .office(timeZone: "UTC"), zones: ["UTC"])
    page.examples = ["A ticket opened now with 4 h of open time is due Mon 2 Jun, 15:00, UTC."]
    page.review = review(needsApproval: false)
    page.othersSaved = (2, [ClauseChange("Monday", before: "closed", after: "08:00-12:00")])
    return page
  }()

  private static func agreement(_ objectives: [ObjectiveForm]) -> AgreementEditorPage {
    AgreementEditorPage(
      key: "gold", name: "Gold <1>", base: 2, form: FormState(["name": "Gold <1>"]),
      agreement: AgreementForm(
        name: "Gold <1>", scope: [.init(attribute: "service", value: "mail")], reasons: ["parts", "gone"],
        objectives: objectives),
      choices: .init(
        attributes: [Choice("service", "service")], values: [Choice("mail", "service: mail")],
        conditions: [Choice("priority is P1", "Critical")], calendars: [Choice("office", "office, Mon to Fri")],
        reasons: [Choice("parts", "waits for <parts>")], vendors: [Choice("fernline", "Fernline")],
        teams: [Choice("network", "network")]))
  }

  static let agreementEditor: AgreementEditorPage = {
    var page = agreement([
      ObjectiveForm(
        name: "resolution", calendar: "gone", share: "110%",
        targets: [.init(when: "priority is P1", length: "soon"), .init(length: "8 h")], rungs: ["75%"]),
      ObjectiveForm(name: "odd", kept: "odd"), ObjectiveForm(name: "update", calendar: "office"),
    ])
    page.agreement.objectives[2].isOut = true
    page.keptWords = ["odd": [Clause("Odd where service is <x>", "3 local days")]]
    page.unshown = ["Objectives: odd. What they say stands below."]
    page.form.faults = [
      FieldFault("objectives.0.targets.0.length", "is no length"), FieldFault("objectives.0.share", "is none"),
    ]
    return page
  }()

  static func agreementReview(needsApproval: Bool) -> AgreementEditorPage {
    var page = agreement([ObjectiveForm(name: "resolution", calendar: "office")])
    page.due = DueTable(
      zone: "Europe/Berlin",
      rows: [
        .init(
          objective: "Resolution (Incident)", ticket: "priority is P1",
          example: "For example kind incident, priority P1:",
          now: .init(due: "Mon 2 Jun, 15:00", why: "4 h <because>"),
          late: .init(due: "Mon 2 Jun, 12:00", why: "4 h")),
        .init(
          objective: "Resolution (Incident)", ticket: "any other ticket", example: "No ticket falls to it.", now: nil,
          late: nil),
      ], remark: "There are more rows of targets than are shown here.")
    page.review = review(needsApproval: needsApproval)
    page.isChanged = !needsApproval
    return page
  }
}

extension Gallery {
  static let editors: [(name: String, page: any Page, role: Role)] = [
    ("calendar-editor", Sample.calendarEditor, .manager), ("calendar-editor-review", Sample.calendarReview, .manager),
    ("agreement-editor", Sample.agreementEditor, .manager),
    ("agreement-editor-review", Sample.agreementReview(needsApproval: false), .manager),
    ("agreement-editor-proposal", Sample.agreementReview(needsApproval: true), .manager),
    (
      "agreement-editor-without-calendar",
      AgreementEditorPage(
        key: nil, name: "", base: 0, form: FormState(), agreement: AgreementForm(), choices: .init()), .manager
    ),
  ]
}
