import BusinessTime
import Components
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Markup

/// What the desk is called, and its time zone.
public struct DeskStepPage: Page {
  public var title: String { FirstStep.desk.title }
  public var place: Place? { .firstSteps }
  public var crumbs: [Crumb] { [Crumb("First steps", FirstStepsShown.path)] }
  public var form: FormState
  public var version: Int
  /// Zones to choose from.
  public var zones: [String]

  public init(form: FormState, version: Int, zones: [String]) {
    (self.form, self.version, self.zones) = (form, version, zones)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.stepHeading(.desk, lead: FirstStep.desk.purpose)
    html.faults(form.faults, labels: ["name": "Name", "timeZone": "Time zone"])
    html.postForm(FirstStep.desk.path, reader: reader, .class("form")) {
      html.input(.type("hidden"), .name("version"), .value(String(version)))
      html.textField(
        "name", "Name", form, hint: "As people call it, like Alder IT Desk.", limit: 100, .autofocus)
      html.zoneField("timeZone", "Time zone", form, zones)
      html.div(.class("actions")) { html.button("Save", .class("button main")) }
    }
  }
}

extension Pages {
  var deskStep: [Route] {
    [
      .page("/first-steps/desk", .permission(.setUpDesk), feature: "FirstSteps") { call in
        let shown = try await app.ask(ShowFirstSteps(), as: call.principal)
        let form = FormState([
          "name": shown.desk?.name ?? "", "timeZone": shown.desk?.timeZone ?? reader(call).zone.name,
        ])
        return answer(DeskStepPage(form: form, version: shown.version, zones: zones.names), call)
      },
      .form("/first-steps/desk", .permission(.setUpDesk), feature: "FirstSteps") { call in
        let form = try call.form()
        do {
          let desk = try await app.run(
            NameDesk(
              name: form.said("name") ?? "", timeZone: try zone(form.said("timeZone"), at: "timeZone"),
              expecting: form.version),
            as: call.principal)
          return try await stepDone(
            call, .desk, "The desk is called \(desk.name), and reads times in \(desk.timeZone).")
        } catch MainstayError.stale(_, _, _, let current) {
          let fault = FieldFault(
            "", "somebody else changed it meanwhile; send this again if it shall be so all the same")
          let page = DeskStepPage(form: FormState(form, faults: [fault]), version: current, zones: zones.names)
          return answer(page, call, status: .conflict)
        } catch {
          guard let faults = Pages.faults(error) else { throw error }
          let page = DeskStepPage(
            form: FormState(form, faults: faults), version: form.version ?? 0, zones: zones.names)
          return answer(page, call, status: .unprocessableContent)
        }
      },
    ]
  }
}
