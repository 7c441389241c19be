#if DEBUG
  import Components
  import Core
  import HTTPSupport
  import HTTPTypes
  import Kernel

  /// The parts that pages are made of, each with its rules and as it works: for who builds pages, so that it is compiled
  /// into debug builds alone.
  public struct StylePage: Page {
    public var title: String { "Style guide" }
    public var words: [Term] { [.attainment, .interval, .promisedShare, .deadline] }
    public static let path = "/style"

    /// What was typed into the examples.
    public var form: FormState
    public var rows: RowEditor
    /// The zone that was found by what was typed; nil where nothing was.
    public var found: String?

    public init(form: FormState = FormState(), rows: RowEditor = StylePage.rows, found: String? = nil) {
      (self.form, self.rows, self.found) = (form, rows, found)
    }

    static let zones = [
      "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Europe/Berlin", "Europe/Paris", "UTC",
    ]
    static let rowName = "steps"
    static let cells = [RowEditor.Cell("what", "What", limit: 60), RowEditor.Cell("who", "Who", limit: 30)]
    public static let rows = RowEditor(
      rowName, cells,
      rows: [["what": "Call the vendor", "who": "network"], ["what": "Tell the floor", "who": "desk"]],
      most: 5, isOrdered: true)
  }

  extension Pages {
    var style: [Route] {
      [
        .page("/style", .permission(.openTickets), feature: "Style") { call in answer(StylePage(), call) },
        .form("/style", .permission(.openTickets), feature: "Style") { call in
          let form = try call.form()
          if form["step"] == "toast" { return done(call, StylePage.path, "INC-1024 is on hold.") }
          var page = StylePage(
            form: FormState(form), rows: RowEditor(form, StylePage.rowName, StylePage.cells, most: 5, isOrdered: true))
          if page.rows.isEdited { return answer(page, call) }
          _ = SaidMoment.read(
            form.said("when") ?? "", "when", faults: &page.form.faults, now: call.now, in: reader(call).zone)
          do {
            page.found = try zone(form.said("zone"), at: "zone")
          } catch MainstayError.invalid(let faults) {
            page.form.faults += faults
          }
          return answer(page, call, status: page.form.faults.isEmpty ? .ok : .unprocessableContent)
        },
      ]
    }
  }
#endif
