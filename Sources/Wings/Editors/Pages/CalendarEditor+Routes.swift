import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import Editors
import EditorsUseCases
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup

/// The pages on which calendars are made and changed.
struct CalendarEditor: Sendable {
  let pages: Pages
  let closures: ClosureReader

  /// Bytes of a form with a calendar file in it.
  private static let bodyBytes = 5 << 20

  var routes: [Route] {
    [
      .page("/calendars/new", .permission(.changeAgreements), feature: "Editors") { call in
        let page = CalendarEditorPage(
          key: nil, base: 0, form: FormState(),
          calendar: .office(timeZone: pages.reader(call).zone.name), zones: pages.zones.names)
        return pages.answer(page.filled, call)
      },
      .form(
        "/calendars/new", .permission(.changeAgreements), feature: "Editors", bodyBytes: CalendarEditor.bodyBytes
      ) { call in try await take(call, nil) },
      .page("/calendars/{calendar}/edit", .permission(.changeAgreements), feature: "Editors") { call in
        let newest = try await newest(call, call.place("calendar"))
        var page = CalendarEditorPage(
          key: newest.key, base: newest.version, form: FormState(), calendar: CalendarForm(newest.definition),
          zones: pages.zones.names)
        page.unshown = CalendarForm.unshown(of: newest.definition)
        let today = newest.calendar.zone.local(call.now).date
        page.year = YearFigure(newest.calendar, year: today.year, today: today)
        return pages.answer(page.filled, call)
      },
      .form(
        "/calendars/{calendar}/edit", .permission(.changeAgreements), feature: "Editors",
        bodyBytes: CalendarEditor.bodyBytes
      ) { call in try await take(call, call.place("calendar")) },
    ]
  }

  private func newest(_ call: Call, _ key: String) async throws -> CalendarVersion {
    let versions = try await pages.app.ask(CalendarVersions(key: key), as: call.principal)
    guard let newest = versions.first else { throw MainstayError.notFound(kind: "calendar", id: key) }
    return newest
  }

  private func take(_ call: Call, _ known: String?) async throws -> Answer {
    let sent = try call.fileForm()
    let form = sent.fields
    let facts = try await pages.app.ask(ShowEditor(), as: call.principal)
    let newest = facts.calendars.first { $0.key == known }
    if let known, newest == nil { throw MainstayError.notFound(kind: "calendar", id: known) }
    var page = CalendarEditorPage(
      key: known, base: newest?.version ?? 0, form: FormState(form), calendar: CalendarForm(form),
      zones: pages.zones.names)
    (page.closures, page.openings) = (CalendarRows.closures(form), CalendarRows.openings(form))
    page.isSent = true
    page.found = CalendarEditorPage.found(form)
    page.unshown = newest.map { CalendarForm.unshown(of: $0.definition) } ?? []
    if let act = form["week.edit"] {
      page.calendar.edit(act)
      return pages.answer(page, call)
    }
    if page.closures.isEdited || page.openings.isEdited { return pages.answer(page, call) }
    do {
      switch form["step"] ?? "" {
      case "read",
        _ where sent.files["file"] != nil:
        try await read(sent, call, &page)
      case "leave": page.found = []
      case "take": try page.takeFound()
      default:
        // What was read and is ticked would be lost without a word.
        guard page.found.isEmpty else {
          throw MainstayError.field(
            "found",
            "the days of the file are neither taken nor left: take the ticked ones, or leave them all, before you go on"
          )
        }
        return try await look(call, form, facts, newest, page)
      }
      return pages.answer(page, call)
    } catch {
      return try refused(error, call, &page)
    }
  }

  private func refused(_ error: any Error, _ call: Call, _ page: inout CalendarEditorPage) throws -> Answer {
    guard let faults = Pages.faults(error) else { throw error }
    let prefix = "calendars.\(page.key ?? page.form["key"])."
    page.form.faults = faults.map { fault in
      guard fault.path.hasPrefix(prefix) else { return fault }
      return FieldFault(CalendarForm.field(String(fault.path.dropFirst(prefix.count))), fault.message)
    }
    return pages.answer(page, call, status: .unprocessableContent)
  }

  /// Lays a file of holidays out, to be looked through.
  private func read(_ sent: FileForm, _ call: Call, _ page: inout CalendarEditorPage) async throws {
    guard let file = sent.files["file"] else { throw MainstayError.field("file", "choose one first") }
    let zone = try pages.zone(sent.fields.said("timeZone"), at: "timeZone")
    guard !zone.isEmpty else { throw MainstayError.field("timeZone", "choose it first: a file's times are read in it") }
    page.form.values["timeZone"] = zone
    let year = pages.reader(call).zone.local(call.now).date.year
    let read = try await closures(Array(file.bytes), zone, year)
    page.remarks = read.remarks
    let known = Set(
      CalendarRows.closures(page.closures).compactMap { row -> Closure? in
        var faults: [FieldFault] = []
        return row.closure(at: "", &faults)
      })
    page.found = read.closures.prefix(CalendarForm.Limit.closures).map { closure in
      CalendarEditorPage.Found(
        row: closure.json.canonical, words: CalendarEditorPage.words(closure), isTaken: !known.contains(closure))
    }
    if read.closures.count > page.found.count {
      page.remarks.append(
        "Of \(read.closures.count) entries the first \(page.found.count) are shown; bring all in with mainstay closures "
          + "and mainstay apply.")
    }
    if page.found.isEmpty { throw MainstayError.field("file", "names no day from \(year) on") }
  }

  private func look(
    _ call: Call, _ form: Form, _ facts: EditorFacts, _ newest: CalendarVersion?, _ asked: CalendarEditorPage
  ) async throws -> Answer {
    var page = asked
    let principal = try call.principal
    do {
      page.compact()
      let (key, definition) = try said(&page, form, facts, newest)
      let drafts = AgreementDrafts(calendars: [key: definition])
      let preview = try await pages.app.ask(PreviewHours(key: key, definition: definition), as: principal)
      let found = try await pages.app.ask(PreviewDefinitions(drafts), as: principal)
      let reader = pages.reader(call)
      let review = EditorReview(found, facts, key: key, file: drafts.fileText, for: reader)
      page.show(preview, at: call.now, for: reader)
      page.review = review
      if let base = form["base"].flatMap({ Int($0) }), let newest, base != newest.version {
        let old = try await pages.app.ask(CalendarVersions(key: key), as: principal).first { $0.version == base }
        page.othersSaved = (
          newest.version,
          old.map {
            ClauseChange.between(CalendarWords.clauses($0.definition), CalendarWords.clauses(newest.definition))
          } ?? []
        )
        return pages.answer(page, call, status: form["step"] == "look" ? .ok : .conflict)
      }
      guard let step = form["step"], ["apply", "propose"].contains(step), form["seen"] == review.digest else {
        page.isChanged = form["step"] != "look" && form["step"] != nil
        return pages.answer(page, call)
      }
      let title = "Calendar \(key)"
      return try await EditorSaving(pages: pages, call: call, form: form, drafts: drafts, review: review)
        .save(title, to: "/calendars/" + Address.encoded(key))
    } catch {
      return try refused(error, call, &page)
    }
  }

  /// The calendar that a form says, and its key.
  ///
  /// - Throws: `invalid` with all faults of the form at once.
  private func said(
    _ page: inout CalendarEditorPage, _ form: Form, _ facts: EditorFacts, _ newest: CalendarVersion?
  ) throws -> (String, CalendarDefinition) {
    var faults: [FieldFault] = []
    func reading<Value>(_ read: () throws -> Value) throws -> Value? {
      do {
        return try read()
      } catch MainstayError.invalid(let found) {
        faults += found
        return nil
      }
    }
    let key = try reading { try page.key ?? CalendarEditor.newKey(form, facts) }
    let zone = try reading { try pages.zone(form.said("timeZone"), at: "timeZone") }
    page.calendar.timeZone = zone ?? "UTC"
    if let zone { page.form.values["timeZone"] = zone }
    let calendar = page.calendar
    let definition = try reading { try calendar.definition(base: newest?.definition) }
    guard let key, let definition, zone != nil else { throw MainstayError.invalid(faults) }
    return (key, definition)
  }

  /// What a new calendar is to be called.
  private static func newKey(_ form: Form, _ facts: EditorFacts) throws(MainstayError) -> String {
    let key = form.said("key") ?? ""
    guard HoursForm.isKey(key), key != "new" else {
      throw .field("key", "begins with a small letter; small letters, digits and dashes follow, 40 in all; not new")
    }
    if facts.calendars.contains(where: { $0.key == key }) {
      throw .field("key", "is that of a calendar that there is; open that one to change it, or choose another")
    }
    return key
  }
}

extension CalendarEditorPage {
  /// With the fields that its calendar says.
  var filled: CalendarEditorPage {
    var page = self
    page.form.values["timeZone"] = calendar.timeZone
    page.form.values["workingDay"] = calendar.workingDay
    page.form.values["horizon"] = calendar.horizon
    return page
  }

  /// Rows in which nothing stands are left out, so that rows stand where faults say.
  mutating func compact() {
    calendar.closures = CalendarRows.closures(closures).filter { !$0.isEmpty }
    calendar.openings = CalendarRows.openings(openings).filter { !$0.isEmpty }
    for day in Weekday.allCases { calendar.days[day]?.removeAll { $0.from.trimmed.isEmpty && $0.to.trimmed.isEmpty } }
    closures = CalendarRows.closures(calendar.closures)
    openings = CalendarRows.openings(calendar.openings)
  }

  mutating func show(_ preview: HoursPreview, at now: Instant, for reader: Reader) {
    var own = reader
    let zone = preview.calendar.zone
    own.zone = ReaderZone(preview.calendar.definition.timeZone) { zone.offset(at: $0) }
    let length = Words.length(PreviewHours.length, days: false)
    examples = preview.examples.enumerated().map { index, example in
      let opened = index == 0 ? "now" : "last Friday at 17:55"
      let due = example.due.map { "is due \(Moments.text($0, .day, for: own))" } ?? "is never due"
      return "A ticket opened \(opened) with \(length) of open time \(due), \(preview.calendar.definition.timeZone)."
    }
    let today = zone.local(now).date
    year = YearFigure(preview.calendar, year: today.year, today: today)
  }

  /// What of a file stands in a form to be looked through.
  static func found(_ form: Form) -> [Found] {
    let count = min(max(0, form["found.rows"].flatMap { Int($0) } ?? 0), CalendarForm.Limit.closures)
    return (0..<count).compactMap { place in
      guard let row = form["found.\(place).row"] else { return nil }
      return Found(row: row, words: keptWords(row), isTaken: form["found.\(place).take"] == "yes")
    }
  }

  /// The ticked closures become rows.
  mutating func takeFound() throws(MainstayError) {
    var rows = CalendarRows.closures(closures).filter { !$0.isEmpty }
    for one in found where one.isTaken {
      let read = ClosureLines.read(one.row)
      if !read.faults.isEmpty { throw .invalid(read.faults.map { FieldFault("file", $0.message) }) }
      for closure in read.closures where !rows.contains(ClosureRow(closure)) { rows.append(ClosureRow(closure)) }
    }
    guard rows.count <= CalendarForm.Limit.closures else {
      throw .field(
        "found",
        "it would have \(rows.count) rows, and this page takes \(CalendarForm.Limit.closures); untick some, or "
          + "use mainstay closures and mainstay apply")
    }
    closures = CalendarRows.closures(rows)
    found = []
  }
}

extension CalendarForm {
  /// What was typed; closures and openings are read apart.
  fileprivate init(_ form: Form) {
    var days: [Weekday: [Hours]] = [:]
    for day in Weekday.allCases {
      let count = min(max(0, form["\(day.rawValue).rows"].flatMap { Int($0) } ?? 0), Limit.windows)
      days[day] = (0..<count).map { place in
        Hours(
          from: form[CalendarForm.field(day, place, "from")] ?? "", to: form[CalendarForm.field(day, place, "to")] ?? ""
        )
      }
    }
    self.init(
      timeZone: form.said("timeZone") ?? "", workingDay: form["workingDay"] ?? "", horizon: form["horizon"] ?? "",
      days: days)
  }
}
