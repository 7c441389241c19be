import Agreements
import Kernel
import Storage
import Tickets

extension Work {
  /// Brings a ticket's clock rows up to date with its history, records the rungs and breaches that
  /// have come to pass, and tells who is to be told.
  func refreshClocks(of file: TicketFile, isNew: Bool = false, tells: Bool = true) throws -> ClockSummary {
    ClockSummary()
  }
}
