import AgreementsPages
import Components
import Kernel
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

/// How well a promise would have been kept at other targets, and by other rules.
public struct WorkbenchPage: Page {
  public static let path = "/workbench"

  public var title: String { "Try targets" }
  public var place: Place? { .workbench }
  public var words: [Term] { [.compliance, .interval, .objective, .target, .cycle] }

  public var form: FormState
  /// Rows of targets that can be tried.
  public var promises: [Choice]
  /// Hours that agreements in force use.
  public var calendars: [Choice]
  /// Hold reasons that agreements in force name.
  public var reasons: [String]
  /// Rows in local days, which cannot be tried.
  public var leftOut: Int
  public var report: CurveReport?
  /// Whether the reader may change agreements, or propose a change.
  public var mayChange = false
  /// What people call the values that groups are of.
  public var labels = WordLabels()
  /// The address that opens this view, and the question as a file.
  public var here: String
  public var file: String
  /// `everything from 1 Sep to 30 Nov 2026`, in the zone of the question.
  public var span: String

  public init(
    form: FormState, promises: [Choice], calendars: [Choice] = [], reasons: [String] = [], leftOut: Int = 0,
    report: CurveReport? = nil, here: String = WorkbenchPage.path, file: String = "", span: String = ""
  ) {
    (self.form, self.promises, self.calendars, self.reasons) = (form, promises, calendars, reasons)
    (self.leftOut, self.report, self.here, self.file, self.span) = (leftOut, report, here, file, span)
  }

  static let fields = ["promise", "target", "from", "to", "zone", "by", "hours", "pauses", "stop", "reopen"]
  static let labels = [
    "promise": "Promise", "target": "Targets to try", "from": "Tickets opened from", "to": "to", "zone": "Time zone",
    "by": "Groups",
    "hours": "Hours", "pauses": "Paused by", "stop": "Stops at", "reopen": "When reopened",
  ]
}
