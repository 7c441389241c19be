import Agreements
import Kernel

/// A made-up ticket for a row of an objective's targets: one that the agreement covers and that falls to exactly that row.
public enum ExampleTicket: Hashable, Sendable {
  case ticket([String: String])
  /// The rows before it take all that it could have, or the agreement covers none of them.
  case none
  /// What is left of the row falls into more pieces than are looked at.
  case undecided

  /// Pieces into which what is left of a row may fall.
  static let pieces = 500

  /// - Parameter words: Of attributes that every ticket has, what they can be, the usual first.
  public init(row: Int, of objective: Objective, scope: [String: [String]], words: [String: [String]] = [:]) {
    let rows = objective.targets.map { TicketBox($0.when) }
    let covered = [scope, words].map { TicketBox($0.mapValues { .among(Set($0)) }) }
    let all = covered.reduce(rows[row]) { $0.intersection($1) }
    guard let left = all.without(rows[..<row], limit: ExampleTicket.pieces) else {
      self = .undecided
      return
    }
    guard let box = left.first else {
      self = .none
      return
    }
    // As people would name one: the first value in the order of the row, of the scope, or of the list.
    let asked = Dictionary(objective.targets[row].when.map { ($0.attribute, $0.values) }) { first, _ in first }
    var ticket: [String: String] = [:]
    for (name, values) in box.values {
      // What may be anything but some it does not have: then no row that asks for these fits.
      guard case .among(let some) = values else { continue }
      let named = [asked[name], scope[name], words[name]].compactMap { $0 }.joined()
      ticket[name] = named.first(where: some.contains) ?? some.min()
    }
    self = .ticket(ticket)
  }
}
