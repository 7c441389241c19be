import Agreements
import AgreementsPages
import AgreementsUseCases
import Components
import Core
import Editors
import EditorsUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Tickets

/// The pages on which agreements are made and changed.
struct AgreementEditor: Sendable {
  let pages: Pages

  var routes: [Route] {
    [
      .page("/agreements/new", .permission(.changeAgreements), feature: "Editors") { call in
        pages.answer(usual(try await pages.app.ask(ShowEditor(), as: call.principal)), call)
      },
      .form("/agreements/new", .permission(.changeAgreements), feature: "Editors") { call in
        try await take(call, nil)
      },
      .form("/agreements/new/due", .permission(.changeAgreements), feature: "Editors", handler: due),
      .page(
        "/agreements/{agreement}/edit", .permission(.changeAgreements), feature: "Editors", asks: TriedTarget.asks
      ) { call in
        let facts = try await pages.app.ask(ShowEditor(), as: call.principal)
        let newest = try inForce(facts, call.place("agreement"))
        var form = AgreementForm(ScopedAgreement(newest.terms.agreement, scope: newest.terms.scope))
        let tried = try TriedTarget(call)
        let old = tried.flatMap { $0.set(in: &form) }
        var page = AgreementEditorPage(
          key: newest.key, name: newest.terms.agreement.name, base: newest.version, form: FormState(), agreement: form,
          choices: .init(facts))
        page.form.values["name"] = form.name
        if let tried {
          page.tried = (tried.words(old: old), old != nil, tried.mark)
          page.form.values["title"] = "\(form.name): \(tried.objective) within \(tried.length)"
          page.form.values["reason"] = tried.why
        }
        let reader = pages.reader(call)
        page.form.values["validFrom"] = newest.terms.validFrom.map { AgreementEditor.text($0, for: reader) }
        page.form.values["validTo"] = newest.terms.validTo.map { AgreementEditor.text($0, for: reader) }
        page.form.values["kind"] = newest.terms.particulars.kind?.rawValue
        page.form.values["reviewDate"] = newest.terms.particulars.reviewDate.map(Words.date)
        page.form.values["noticePeriod"] = newest.terms.particulars.noticePeriod?.text
        page.tell(newest, for: reader)
        page.due = DueTable(try await pages.app.ask(PreviewDue(newest.terms), as: call.principal), for: reader)
        return pages.answer(page, call)
      },
      .form("/agreements/{agreement}/edit", .permission(.changeAgreements), feature: "Editors") { call in
        try await take(call, call.place("agreement"))
      },
    ]
  }

  private func inForce(_ facts: EditorFacts, _ key: String) throws(MainstayError) -> AgreementVersion {
    guard let newest = facts.agreements.first(where: { $0.key == key }) else {
      throw .notFound(kind: "agreement", id: key)
    }
    return newest
  }

  /// What stands there before anybody has typed.
  private func usual(_ facts: EditorFacts) -> AgreementEditorPage {
    let calendar = facts.calendars.first?.key ?? ""
    let form = AgreementForm(
      reasons: facts.holdReasons.filter { $0.end == .requester }.map(\.key),
      objectives: [
        ObjectiveForm(
          name: "first response", metric: Metric.firstResponse.rawValue, calendar: calendar,
          targets: [.init(length: "4 h")], rungs: ["75%"]),
        ObjectiveForm(
          name: "resolution", calendar: calendar, targets: [.init(length: "16 h")], rungs: ["75%"]),
      ])
    return AgreementEditorPage(
      key: nil, name: "", base: 0, form: FormState(), agreement: form, choices: .init(facts))
  }

  /// An instant as one can write it: as the page shows it where that means the same.
  private static func text(_ instant: Instant, for reader: Reader) -> String {
    let words = Moments.text(instant, .full, for: reader)
    let read = try? SaidMoment.read(words, now: reader.now, in: reader.zone)
    return read?.at == instant ? words : instant.rfc3339
  }

  /// The answer to what is typed, while it is: no more than the table.
  @Sendable private func due(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let facts = try await pages.app.ask(ShowEditor(), as: call.principal)
    let newest = facts.agreements.first { $0.key == form["of"] }
    var page = AgreementEditorPage(form, key: newest?.key, name: "", base: 0, choices: .init(facts))
    let html = HTML()
    let reader = pages.reader(call)
    do {
      page.compact()
      let terms = try terms(page, form, facts, newest, key: newest?.key ?? "new-agreement", call)
      DueTable(try await pages.app.ask(PreviewDue(terms), as: call.principal), for: reader).write(html, for: reader)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      let more = faults.count > 1 ? " and \(faults.count - 1) more" : ""
      html.p("Not yet: something above needs mending (\(faults.first?.message ?? ""))\(more).", .class("soft"))
    }
    return Answer.html(html.bytes)
  }

  private func take(_ call: Call, _ known: String?) async throws -> Answer {
    let form = try call.form()
    let facts = try await pages.app.ask(ShowEditor(), as: call.principal)
    let newest = try known.map { try inForce(facts, $0) }
    let reader = pages.reader(call)
    var page = AgreementEditorPage(
      form, key: known, name: newest?.terms.agreement.name ?? "", base: newest?.version ?? 0, choices: .init(facts))
    if let newest { page.tell(newest, for: reader) }
    if let act = form["objectives.edit"] {
      page.agreement.edit(act, calendar: facts.calendars.first?.key ?? "")
      page.isEdited = true
      page.layOut()
      return pages.answer(page, call)
    }
    if page.isEdited { return pages.answer(page, call) }
    let key = known ?? form.said("key") ?? AgreementForm.key(of: page.agreement.name)
    do {
      page.compact()
      // It is not to reach into the past because nobody named its first day.
      if known == nil, form.said("validFrom") == nil {
        let minute = Instant(milliseconds: call.now.milliseconds / 60_000 * 60_000)
        page.form.values["validFrom"] = AgreementEditor.text(minute, for: reader)
      }
      let keyFaults = known == nil ? AgreementEditor.faults(ofNew: key, facts) : []
      let terms: AgreementTerms
      do {
        terms = try self.terms(page, form, facts, newest, key: key, call)
      } catch MainstayError.invalid(let found) {
        throw MainstayError.invalid(keyFaults + found)
      }
      if !keyFaults.isEmpty { throw MainstayError.invalid(keyFaults) }
      page.due = DueTable(try await pages.app.ask(PreviewDue(terms), as: call.principal), for: reader)
      if form["step"] == "due" { return pages.answer(page, call) }
      let drafts = AgreementDrafts(agreements: [terms])
      let found = try await pages.app.ask(PreviewDefinitions(drafts), as: call.principal)
      let review = EditorReview(found, facts, key: key, file: facts.whole(drafts).fileText, for: reader)
      page.review = review
      if let base = form["base"].flatMap({ Int($0) }), let newest, base != newest.version {
        page.othersSaved = (newest.version, try await between(base, newest, call, for: reader))
        return pages.answer(page, call, status: form["step"] == "look" ? .ok : .conflict)
      }
      guard let step = form["step"], ["apply", "propose"].contains(step), form["seen"] == review.digest else {
        page.isChanged = form["step"] != "look" && form["step"] != nil
        return pages.answer(page, call)
      }
      return try await EditorSaving(pages: pages, call: call, form: form, drafts: drafts, review: review)
        .save(terms.agreement.name, to: "/agreements/" + Address.encoded(key), begins: terms.validFrom)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      let prefix = "agreements.\(key)."
      page.form.faults = faults.map { fault in
        guard fault.path.hasPrefix(prefix) else { return fault }
        return FieldFault(page.agreement.field(String(fault.path.dropFirst(prefix.count))), fault.message)
      }
      return pages.answer(page, call, status: .unprocessableContent)
    }
  }

  /// What others have changed since a version.
  private func between(
    _ base: Int, _ newest: AgreementVersion, _ call: Call, for reader: Reader
  ) async throws -> [ClauseChange] {
    let versions = try await pages.app.ask(AgreementVersions(key: newest.key), as: call.principal)
    guard let old = versions.first(where: { $0.version == base }) else { return [] }
    return ClauseChange.between(
      AgreementWords.clauses(old.terms, calendars: old.calendarVersions, for: reader),
      AgreementWords.clauses(newest.terms, calendars: newest.calendarVersions, for: reader))
  }

  /// The terms that a form says, with what no form can say as it stands in the version in force.
  private func terms(
    _ page: AgreementEditorPage, _ form: Form, _ facts: EditorFacts, _ newest: AgreementVersion?, key: String,
    _ call: Call
  ) throws -> AgreementTerms {
    var faults: [FieldFault] = []
    let (now, zone) = (call.now, pages.reader(call).zone)
    func moment(_ name: String) -> Instant? {
      SaidMoment.read(page.said(name), name, faults: &faults, now: now, in: zone, isAhead: true)
    }
    let (from, to) = (moment("validFrom"), moment("validTo"))
    if let from, let to, to <= from { faults.append(FieldFault("validTo", "is not after the beginning")) }
    if let to, to <= now, to != newest?.terms.validTo {
      faults.append(FieldFault("validTo", "has passed already, so that it would cover no ticket from now on"))
    }
    let particulars = page.particulars(over: newest?.terms.particulars ?? .none, &faults)
    let base = newest.map { ScopedAgreement($0.terms.agreement, scope: $0.terms.scope) }
    let read: ScopedAgreement
    do {
      read = try page.agreement.agreement(known: facts.known, base: base)
    } catch {
      guard case .invalid(let found) = error else { throw error }
      throw MainstayError.invalid(found + faults)
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return AgreementTerms(
      key: key, agreement: read.agreement, scope: read.scope, validFrom: from, validTo: to,
      exclusions: newest?.terms.exclusions ?? [], particulars: particulars, termination: newest?.terms.termination)
  }

  private static func faults(ofNew key: String, _ facts: EditorFacts) -> [FieldFault] {
    let isPlain = key.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 0x2d }
    guard isPlain, key != "new" else {
      return [FieldFault("key", "has small letters, digits and dashes, like gold-service; not new")]
    }
    if facts.agreements.contains(where: { $0.key == key }) {
      return [
        FieldFault(
          "key", "\(key) is that of an agreement that there is; open that one to change it, or choose another here")
      ]
    }
    return []
  }
}

extension AgreementEditorPage {
  /// Says what of a version no form can say.
  mutating func tell(_ newest: AgreementVersion, for reader: Reader) {
    let terms = newest.terms
    for objective in agreement.objectives where !objective.kept.isEmpty {
      guard let same = terms.agreement.objectives.first(where: { $0.name == objective.kept }) else { continue }
      keptWords[objective.kept] = AgreementWords.clauses(same)
    }
    if agreement.keepsScope { unshown.append("Whom it covers: \(AgreementWords.scope(terms.scope)).") }
    let kept = agreement.objectives.filter { !$0.kept.isEmpty }.map(\.kept)
    if !kept.isEmpty { unshown.append("Objectives: \(kept.joined(separator: ", ")). What they say stands below.") }
    keptMeasures = terms.agreement.measures.map { ($0.name, AgreementWords.clauses($0)) }
    if !keptMeasures.isEmpty {
      unshown.append(
        "Measured objectives: \(keptMeasures.map(\.name).joined(separator: ", ")). What they say stands below.")
    }
    if !terms.exclusions.isEmpty {
      let dated = terms.exclusions.map { exclusion in
        "\(Moments.text(exclusion.from, .full, for: reader)) to \(Moments.text(exclusion.to, .full, for: reader))"
      }
      unshown.append("Time that counts for no ticket: \(dated.joined(separator: "; ")).")
    }
    var others = terms.particulars
    (others.kind, others.reviewDate, others.noticePeriod) = (nil, nil, nil)
    let named = AgreementWords.clauses(others).map(\.name)
    if !named.isEmpty { unshown.append("What it says of itself: \(named.joined(separator: ", ")).") }
    if terms.termination != nil { unshown.append("That it was ended, which its own page shows.") }
  }

  /// What the agreement says of itself, as far as the page shows it; all else as it stands.
  func particulars(over base: AgreementParticulars, _ faults: inout [FieldFault]) -> AgreementParticulars {
    var particulars = base
    particulars.kind = said("kind").flatMap(AgreementParticulars.Kind.init)
    particulars.reviewDate = nil
    if let text = said("reviewDate") {
      if case .date(let date)? = DayText.read(text) {
        particulars.reviewDate = date
      } else {
        faults.append(FieldFault("reviewDate", "is no day with its year, like 1 Mar 2027"))
      }
    }
    particulars.noticePeriod = nil
    if let text = said("noticePeriod") {
      particulars.noticePeriod = NoticePeriod(parsing: text.uppercased()) ?? NoticePeriod(said: text)
      if particulars.noticePeriod == nil {
        faults.append(FieldFault("noticePeriod", "is no period like 90 days or 3 months"))
      }
    }
    return particulars
  }

  /// Rows in which nothing stands are left out, so that rows stand where faults say.
  mutating func compact() {
    agreement = agreement.compacted
    layOut()
  }
}
