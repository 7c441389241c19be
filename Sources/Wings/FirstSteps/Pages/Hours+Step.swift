import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import Journal
import Kernel
import Markup

/// Bytes of a form with a calendar file in it.
private let calendarBytes = 5 << 20

extension Pages {
  func hoursStep(_ read: @escaping ClosureReader) -> [Route] {
    [
      .page("/first-steps/hours", .permission(.setUpDesk), feature: "FirstSteps") { call in
        let known = try await app.ask(CalendarVersions(), as: call.principal)
        var form = HoursForm.office(timeZone: try await usualZone(call))
        if let last = known.first, last.definition.closures.count <= ClosureRows.most,
          let typed = HoursForm(key: last.key, last.definition)
        {
          form = typed
        }
        var page = hoursPage(FormState(form.fields), known)
        page.closures = ClosureRows.editor(form.closures)
        return answer(page, call)
      },
      .form("/first-steps/hours", .permission(.setUpDesk), feature: "FirstSteps", bodyBytes: calendarBytes) { call in
        try await takeHours(call, read)
      },
    ]
  }

  /// The desk's zone where it has said one, else the reader's.
  func usualZone(_ call: Call) async throws -> String {
    try await app.ask(ShowFirstSteps(), as: call.principal).desk?.timeZone ?? reader(call).zone.name
  }

  private func hoursPage(_ form: FormState, _ known: [CalendarVersion]) -> HoursStepPage {
    var seen: Set<String> = []
    return HoursStepPage(
      form: form, zones: zones.names,
      existing: known.filter { seen.insert($0.key).inserted }.map { "\($0.key), \(CalendarWords.week($0.definition))" })
  }

  private func takeHours(_ call: Call, _ read: ClosureReader) async throws -> Answer {
    let sent = try call.fileForm()
    let form = sent.fields
    let principal = try call.principal
    let known = try await app.ask(CalendarVersions(), as: principal)
    var page = hoursPage(FormState(form), known)
    page.closures = ClosureRows.editor(form)
    if page.closures.isEdited { return answer(page, call) }
    do {
      page.closures = try ClosureRows.adding(form["more"] ?? "", to: page.closures)
      page.form.values["more"] = nil
      var typed = HoursForm(form)
      typed.timeZone = try zone(form.said("timeZone"), at: "timeZone")
      page.form.values["timeZone"] = typed.timeZone
      if let file = sent.files["file"] {
        let year = reader(call).zone.local(call.now).date.year
        let found = try await read(Array(file.bytes), typed.timeZone, year)
        page.remarks = found.remarks
        let lines = found.closures.map(ClosureLines.line).joined(separator: "\n")
        page.closures = try ClosureRows.adding(lines, to: page.closures)
      }
      let closed = ClosureRows.text(page.closures)
      typed.closures = closed.text
      let definition = try typed.definition(besides: closed.faults)
      let preview = try await app.ask(PreviewHours(key: typed.key, definition: definition), as: principal)
      let drafts = AgreementDrafts(calendars: [typed.key: definition])
      let review = HoursStepPage.Review(preview, definition, drafts, at: call.now, for: reader(call))
      page.approval = try await app.ask(NeededApproval(), as: principal)
      guard page.approval == nil, form["step"] == "apply", sent.files["file"] == nil, form["seen"] == review.digest
      else {
        page.review = review
        page.isChanged = form["step"] == "apply" && page.approval == nil
        return answer(page, call)
      }
      _ = try await firstTime(ApplyAgreements(drafts), call, form)
      return try await stepDone(
        call, .hours,
        "Opening hours are in force: \(review.week), in \(definition.timeZone). Their file is under Calendars.")
    } catch {
      let key = form.said("key") ?? ""
      guard let faults = Pages.stepFaults(error, below: "calendars.\(key)", HoursStepPage.field) else { throw error }
      page.form.faults = faults
      return answer(page, call, status: .unprocessableContent)
    }
  }
}

extension HoursForm {
  /// What was typed.
  fileprivate init(_ form: Form) {
    var days: [Weekday: [Hours]] = [:]
    for day in Weekday.allCases {
      days[day] = (1...HoursForm.windows).map { number in
        Hours(
          from: form.said(HoursForm.field(day, "from", number)) ?? "",
          to: form.said(HoursForm.field(day, "to", number)) ?? "")
      }
    }
    self.init(
      key: form.said("key") ?? "", timeZone: form.said("timeZone") ?? "", days: days)
  }

  /// The fields of the form that says this.
  fileprivate var fields: [String: String] {
    var fields = ["key": key, "timeZone": timeZone]
    for (day, hours) in days {
      for (index, hours) in hours.enumerated() {
        fields[HoursForm.field(day, "from", index + 1)] = hours.from
        fields[HoursForm.field(day, "to", index + 1)] = hours.to
      }
    }
    return fields
  }

  /// - Parameter found: What is wrong with the fields of the closures, which stands in place of faults of their lines.
  fileprivate func definition(besides found: [FieldFault]) throws(MainstayError) -> CalendarDefinition {
    guard !found.isEmpty else { return try definition() }
    do {
      _ = try definition()
    } catch .invalid(let faults) {
      throw .invalid(faults.filter { $0.path != "closures" } + found)
    }
    throw .invalid(found)
  }
}

extension HoursStepPage {
  /// The field of the form that a path of a calendar's definition is about: `weekly.mon[1]` is `mon-from-2`.
  static func field(_ path: String) -> String {
    if path.hasPrefix("weekly.") {
      let rest = path.dropFirst("weekly.".count)
      let number = rest.firstIndex(of: "[").flatMap { Int(rest[rest.index(after: $0)...].prefix { $0.isNumber }) } ?? 0
      return "\(rest.prefix(3))-from-\(number + 1)"
    }
    return path.hasPrefix("closures") ? "closures" : path
  }
}

extension HoursStepPage.Review {
  init(
    _ preview: HoursPreview, _ definition: CalendarDefinition, _ drafts: AgreementDrafts, at now: Instant,
    for reader: Reader
  ) {
    let own = reader.reading(definition.timeZone, preview.calendar.zone)
    var examples: [String] = []
    let length = Words.length(PreviewHours.length, days: false)
    for (index, example) in preview.examples.enumerated() {
      let opened = index == 0 ? "now" : "last Friday at 17:55"
      let due = example.due.map { "is due \(Moments.text($0, .day, for: own))" } ?? "is never due"
      examples.append("A ticket opened \(opened) with \(length) \(due).")
    }
    var notes: [String] = []
    if definition.weekly.contains(where: { $0.value.contains(where: \.crossesMidnight) }) {
      notes.append("Hours that end before they begin go on into the next day.")
    }
    notes.append(
      definition.closures.isEmpty
        ? "No day is closed beside the week." : Words.count(definition.closures.count, "closure", "closures") + ".")
    if let day = definition.workingDay { notes.append("A target of one day means \(Words.length(day, days: false)).") }
    let today = preview.calendar.zone.local(now).date
    self.init(
      week: CalendarWords.week(definition).capitalizedFirst, examples: examples, notes: notes,
      plan: preview.changes.planWords, year: YearFigure(preview.calendar, year: today.year, today: today),
      file: drafts.fileText, digest: sha256Hex(drafts.fileText.utf8))
  }
}

extension Reader {
  /// The same reader with times as a calendar's clock shows them.
  func reading(_ name: String, _ zone: ZoneRules) -> Reader {
    var reader = self
    reader.zone = ReaderZone(name) { zone.offset(at: $0) }
    return reader
  }
}

extension [PlannedChange] {
  /// What putting drafts in force does, in a sentence or two.
  var planWords: String {
    let changed = filter(\.isChange)
    guard !changed.isEmpty else { return "This is in force already: nothing changes." }
    let words = changed.map { change in
      change.oldVersion == nil
        ? "the \(change.subject.rawValue) \(change.key) is new"
        : "the \(change.subject.rawValue) \(change.key) gets version \(change.newVersion)"
    }
    let remarks = flatMap(\.unknownWords)
    return
      (["Once it is put in force, \(words.joined(separator: ", ")). Tickets that are open keep their clocks."] + remarks)
      .joined(separator: " ")
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
