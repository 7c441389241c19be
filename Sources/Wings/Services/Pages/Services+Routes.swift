import Agreements
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Services
import ServicesUseCases
import TicketsUseCases

extension Pages {
  var services: [Route] {
    [
      .page("/services", .permission(.seeServices), feature: "Services", asks: ["after"]) { call in
        let after = try call.asked("after")
        let list = try await app.ask(ListServices(after: after), as: call.principal)
        let pager = Pager(
          shows: Words.count(list.services.count, "service", "services")
            + (list.services.count < list.total ? " of \(Words.grouped(list.total))" : ""),
          next: list.next.map { Address.path(Place.services.path, ["after": $0]) },
          first: after == nil ? nil : Place.services.path)
        return answer(ServicesPage(list, pager: pager), call)
      },
      .page("/services/{service}", .permission(.seeServices), feature: "Services", asks: []) { call in
        answer(try await servicePage(call, period: nil), call)
      },
      .page(
        "/services/{service}/periods/{period}", .permission(.seeServices), feature: "Services",
        asks: ["unknown", "maintenance", "degraded", "theirs"]
      ) { call in answer(try await servicePage(call, period: call.place("period")), call) },
      .page(
        "/services/{service}/periods/{period}/question.yaml", .permission(.seeServices), feature: "Services", asks: []
      ) { call in
        let view = try await app.ask(
          ShowService(call.place("service"), period: call.place("period")), as: call.principal)
        guard let period = view.period else {
          throw MainstayError.notFound(kind: "period", id: call.place("period"))
        }
        // JSON is YAML, so that `mainstay availability` reads it as it is.
        return Answer.bytes(
          Array(period.own.question.file.canonical.utf8), type: "application/yaml; charset=utf-8"
        ).header(.contentDisposition, "attachment; filename=\"availability-\(period.period.text).yaml\"")
      },
    ]
  }

  /// The rule that a query asks for; nil where it asks for none.
  static func rule(_ call: Call, besides own: AvailabilityRule) throws -> AvailabilityRule? {
    var rule = own
    var isSaid = false
    if let unknown = try call.asked("unknown", oneOf: AvailabilityRule.Unknown.self) {
      (rule.unknown, isSaid) = (unknown, true)
    }
    if let maintenance = try call.asked("maintenance", oneOf: AvailabilityRule.Maintenance.self) {
      (rule.maintenance, isSaid) = (maintenance, true)
    }
    if let text = try call.asked("degraded") {
      guard let weight = try? ExactDecimal(parsing: text), weight <= ExactDecimal(units: 1, places: 0) else {
        throw MainstayError.field("degraded", "is a decimal number from 0 to 1, like 0.5")
      }
      (rule.degraded, isSaid) = (weight, true)
    }
    return isSaid && !rule.isSame(as: own) ? rule : nil
  }

  func servicePage(_ call: Call, period: String?, form: FormState? = nil) async throws -> ServicePage {
    let (service, principal) = (call.place("service"), try call.principal)
    var view = try await app.ask(ShowService(service, period: period), as: principal)
    var said = FormState()
    if call.method == .get, period != nil, let own = view.period?.version.promise?.rule {
      let rule = try Pages.rule(call, besides: own)
      var theirs: ExactDecimal?
      if let text = try call.asked("theirs") {
        said.values["theirs"] = text
        theirs = try? ExactDecimal(
          parsing: text.filter { $0 != "%" && !$0.isWhitespace }, mostPlaces: AvailabilityReport.mostSaidPlaces,
          mostWholeDigits: 3)
        if theirs.map({ $0 > ExactDecimal(units: 100, places: 0) }) ?? true {
          theirs = nil
          said.faults = [FieldFault("theirs", "is a percentage with at most six decimals, like 99.4444")]
        }
      }
      if rule != nil || theirs != nil {
        view = try await app.ask(ShowService(service, period: period, by: rule, theirs: theirs), as: principal)
      }
    }
    var page = ServicePage(view, form: principal.may(.recordOutages) ? form ?? FormState() : nil, theirs: said)
    if let period = view.period {
      let found = try await app.ask(ListContests(of: service, period.period.text), as: principal)
      page.contests = found.contests
      if let opening = found.opening, period.standing == .stated, !page.contests.contains(where: \.isOpen) {
        page.contesting = Address.path(opening, ["service": service, "period": period.period.text])
      }
    }
    return page
  }
}
