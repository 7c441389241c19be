import Components
import Duty
import DutyUseCases
import Kernel

/// One roster.
public struct RosterPage: Page {
  public var title: String { detail.roster.name }
  public var place: Place? { .rosters }
  public var crumbs: [Crumb] { [Crumb("Rosters", Place.rosters.path)] }

  public var detail: RosterDetail
  /// What is looked at, and how.
  package var look: RosterLook
  /// The days that the strip shows, by their beginnings, and the end of the last.
  public var days: [Instant]
  var isMonth: Bool { look.stretch == .month }
  public var names: [RecordID: PersonName]
  /// Mail addresses of those who take turns.
  public var mails: [RecordID: String]
  /// Whom an override may name.
  public var staff: [Choice]
  /// What was asked about a moment.
  public var asked: Asked?
  public var form: FormState
  /// The first day of the stretch, counted from 1970.
  public var first: Int
  /// By whose clock all times of the page are.
  public var zone: ReaderZone
  /// The one that can be chosen instead; nil where there is one clock.
  public var otherZone: ReaderZone?

  /// Who is, was or will be on duty at a moment.
  public struct Asked: Sendable {
    public var at: Instant
    public var place: DutyPlace
    public var reasons: [DutyReason]
    public var names: [RecordID: PersonName]

    public init(at: Instant, place: DutyPlace, reasons: [DutyReason], names: [RecordID: PersonName]) {
      (self.at, self.place, self.reasons, self.names) = (at, place, reasons, names)
    }
  }

  package init(
    detail: RosterDetail, look: RosterLook = RosterLook(), days: [Instant], names: [RecordID: PersonName],
    mails: [RecordID: String], staff: [Choice], asked: Asked? = nil, form: FormState = FormState(), first: Int,
    zone: ReaderZone = .utc, otherZone: ReaderZone? = nil
  ) {
    (self.detail, self.look, self.days, self.names) = (detail, look, days, names)
    (self.mails, self.staff, self.asked, self.form) = (mails, staff, asked, form)
    (self.first, self.zone, self.otherZone) = (first, zone, otherZone)
  }
}
