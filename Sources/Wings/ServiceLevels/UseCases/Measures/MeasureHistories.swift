import Agreements
import Core
import Kernel
import Tickets
import TicketsUseCases

/// What became of tickets, read once for all measured objectives that look at them.
struct MeasureHistories {
  private var histories: [RecordID: MeasuredHistory] = [:]
  /// Histories that cannot be read, by their tickets, in words.
  private(set) var unreadable: [RecordID: String] = [:]

  /// Tickets whose histories are read at once.
  private static let portion = 500

  mutating func read(_ tickets: [RecordID], in look: Look) throws {
    let missing = tickets.filter { histories[$0] == nil && unreadable[$0] == nil }
    for start in stride(from: 0, to: missing.count, by: MeasureHistories.portion) {
      let portion = Array(missing[start..<min(start + MeasureHistories.portion, missing.count)])
      for ticket in portion { histories[ticket] = MeasuredHistory() }
      let byStream = Dictionary(
        portion.map { (TicketFile.stream(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
      try MeasureStore.entries(of: portion, in: look.transaction) { stream, kind, payload, at, recordedAt in
        guard let ticket = byStream[stream], unreadable[ticket] == nil else { return }
        do {
          try histories[ticket]?.take(kind, payload, at: at, recordedAt: recordedAt)
        } catch let error as TicketEvent.Unreadable {
          unreadable[ticket] = "\(stream): of an entry \(kind), \(error.words)"
        } catch is JSON.Malformed {
          unreadable[ticket] = "\(stream): an entry \(kind) holds no JSON"
        }
      }
    }
  }

  /// What became of a ticket as far as the journal knew at an instant; nil where it knew of none.
  func course(of ticket: RecordID, asOf: Instant) -> TicketCourse? {
    guard let history = histories[ticket], unreadable[ticket] == nil else { return nil }
    return history.course(asOf: asOf)
  }
}
