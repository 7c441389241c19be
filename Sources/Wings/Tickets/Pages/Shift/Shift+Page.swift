import Components
import Kernel
import Tickets
import TicketsUseCases

/// The lead's home: who of a team has how much, what will be late on whose hands, and what nobody has.
public struct ShiftPage: Page {
  public var title: String { "My shift" }
  public var place: Place? { .shift }

  public var overview: ShiftOverview
  /// The length that was chosen, in hours; nil: to the end of the team's hours.
  public var hours: Int?

  public init(_ overview: ShiftOverview, hours: Int? = nil) { (self.overview, self.hours) = (overview, hours) }

  public var words: [Term] { [.deadline, .breach, .hold, .clock, .shift, .owner] }
  public var keys: [KeyHint] {
    let lists = [overview.late, overview.due, overview.dueNext, overview.unowned]
    return lists.allSatisfy(\.items.isEmpty) ? [] : KeyHint.rows(of: "ticket")
  }
}

/// Stands where there is no team to look at.
public struct NoShiftPage: Page {
  public var title: String { "My shift" }
  public var place: Place? { .shift }
  public init() {}
}
