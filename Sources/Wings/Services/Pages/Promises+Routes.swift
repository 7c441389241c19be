import Agreements
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Services
import ServicesUseCases

extension Pages {
  var promises: [Route] {
    [
      .page("/promises/new", .permission(.promiseAvailability), feature: "Services") { call in
        answer(try await newServicePage(call, FormState(PromiseForm.usual(zone: reader(call).zone.name))), call)
      },
      .form("/promises/new", .permission(.promiseAvailability), feature: "Services", handler: promiseNew),
      .page("/services/{service}/promise", .permission(.seeServices), feature: "Services") { call in
        answer(try await promisePage(call, nil), call)
      },
      .form(
        "/services/{service}/promise", .permission(.promiseAvailability), feature: "Services", handler: promise),
    ]
  }

  private func newServicePage(_ call: Call, _ form: FormState) async throws -> NewServicePage {
    NewServicePage(
      form: form, calendars: try await app.ask(PromiseChoices(), as: call.principal), zones: zones.names)
  }

  private func promisePage(_ call: Call, _ form: FormState?) async throws -> PromisePage {
    let principal = try call.principal
    let view = try await app.ask(ShowService(call.place("service")), as: principal)
    var page = PromisePage(view)
    if principal.may(.promiseAvailability) {
      let values =
        view.line.versions.last { $0.promise != nil }?.promise.map(PromiseForm.values)
        ?? PromiseForm.usual(zone: reader(call).zone.name)
      page.form = form ?? FormState(values)
      page.form?.values["version"] = form?["version"] ?? String(view.line.versions.count)
      page.calendars = try await app.ask(PromiseChoices(), as: principal)
      page.zones = zones.names
    }
    return page
  }

  @Sendable private func promiseNew(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let service = form.said("service") ?? ""
      if service.isEmpty { throw MainstayError.field("service", "is missing") }
      let command = PromiseAvailability(
        service, try PromiseForm.promise(form, self), from: try PromiseForm.date(form), isNewService: true)
      _ = try await firstTime(command, call, form)
      return done(call, ServiceWords.service(service), "The promise for \(service) is made.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await newServicePage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func promise(_ call: Call) async throws -> Answer {
    let (service, form) = (call.place("service"), try call.form())
    do {
      let ends = form["ends"] == "yes"
      let command = PromiseAvailability(
        service, ends ? nil : try PromiseForm.promise(form, self), from: try PromiseForm.date(form),
        expecting: form.version, isLower: form["lower"] == "yes")
      let outcome = try await firstTime(command, call, form)
      if let waiting = outcome?.waiting {
        return done(
          call, ServiceWords.change(waiting.number),
          "Nothing is changed yet: \(waiting.name) is for the period that runs and waits for a second person.",
          tone: .warn)
      }
      let made = outcome?.version
      if let made, outcome?.isUnchanged == true {
        return done(
          call, "\(ServiceWords.service(service))/promise",
          "Nothing changes: \(ends ? "nothing more" : "this") is promised "
            + "from \(made.from.iso8601) on already, by version \(made.number).")
      }
      let from = made.map { " from \($0.from.iso8601) on" } ?? ""
      return done(
        call, "\(ServiceWords.service(service))/promise",
        ends ? "Nothing is promised\(from)." : "This is promised\(from).")
    } catch MainstayError.stale {
      let fault = FieldFault(
        "", "somebody else made a version meanwhile; it stands above. Send this again if it shall hold")
      var state = FormState(form, faults: [fault])
      state.values["version"] = nil
      return answer(try await promisePage(call, state), call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await promisePage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}

/// The form of a promise and back.
enum PromiseForm {
  static func usual(zone: String) -> [String: String] {
    [
      "period": "month", "timeZone": zone, "uncovered": "up", "unknown": "excluded", "degraded": "0",
      "maintenance": "excluded", "shortest": "", "notice": "PT48H", "mostAnnounced": "PT8H",
    ]
  }

  static func values(_ promise: AvailabilityPromise) -> [String: String] {
    [
      "target": promise.target.text, "period": promise.period.rawValue, "timeZone": promise.timeZone,
      "calendar": promise.calendar ?? "", "uncovered": promise.rule.uncovered.rawValue,
      "unknown": promise.rule.unknown.rawValue, "degraded": promise.rule.degraded.text,
      "maintenance": promise.rule.maintenance.rawValue,
      "shortest": promise.shortest > .zero ? promise.shortest.iso8601 : "",
      "notice": promise.notice?.iso8601 ?? "", "mostAnnounced": promise.mostAnnounced?.iso8601 ?? "",
    ]
  }

  /// - Throws: `invalid` with all faults that the form itself has.
  static func promise(_ form: Form, _ pages: Pages) throws -> AvailabilityPromise {
    var faults: [FieldFault] = []
    func decimal(_ name: String, _ example: String) -> ExactDecimal {
      do {
        return try ExactDecimal(parsing: (form.said(name) ?? "").filter { $0 != "%" && !$0.isWhitespace })
      } catch {
        faults.append(FieldFault(name, "is a decimal number like \(example)"))
        return ExactDecimal(units: 0, places: 0)
      }
    }
    func length(_ name: String) -> Duration? {
      guard let text = form.said(name) else { return nil }
      if let found = Duration(exactly: text.uppercased()) { return found }
      faults.append(FieldFault(name, "is no length like PT5M or PT48H"))
      return nil
    }
    var promise = AvailabilityPromise(
      target: decimal("target", "99.9"), timeZone: "UTC", rule: AvailabilityRule(uncovered: .up))
    promise.rule.degraded = decimal("degraded", "0.5")
    do {
      promise.timeZone = try pages.zone(form.said("timeZone"), at: "timeZone")
      if promise.timeZone.isEmpty { faults.append(FieldFault("timeZone", "is missing")) }
    } catch {
      faults += Pages.faults(error) ?? []
    }
    promise.calendar = form.said("calendar")
    promise.shortest = length("shortest") ?? .zero
    promise.notice = length("notice")
    promise.mostAnnounced = length("mostAnnounced")
    promise.period = try form.said("period", oneOf: ServicePeriod.Kind.self) ?? .month
    promise.rule.uncovered = try form.said("uncovered", oneOf: AvailabilityRule.Uncovered.self) ?? .up
    promise.rule.unknown = try form.said("unknown", oneOf: AvailabilityRule.Unknown.self) ?? .excluded
    promise.rule.maintenance = try form.said("maintenance", oneOf: AvailabilityRule.Maintenance.self) ?? .excluded
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return promise
  }

  static func date(_ form: Form) throws -> CivilDate? {
    guard let text = form.said("from") else { return nil }
    guard let date = CivilDate(parsing: text) else {
      throw MainstayError.field("from", "is a date like 2026-12-01")
    }
    return date
  }
}
